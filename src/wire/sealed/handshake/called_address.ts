import type { Buffer } from "node:buffer";
import type { Address } from "../../../port/address.ts";
import { ClientHandshake, type RandomBytes, type Secret } from "./handshake.ts";
import { equalBytes } from "./key_schedule.ts";

/** The delays before a message is sent for the second, third, ... time. */
export const RESEND_MS = [150, 150, 150, 200, 350, 1000];

/** How many times each repetition is sent. Once more costs little, and on a path that loses a fifth, waiting again would be frequent. */
export const REPETITION_COPIES = 2;

export interface CalledAddressOptions {
  readonly secret: Secret;
  readonly random: RandomBytes;
  /** The capabilities that this end announces. By default all that this version has. */
  readonly capabilities?: number;
}

/**
 * One of the addresses that a client calls, with its own handshake. The nonce in an answer says which hello it answers,
 * whatever address it came from.
 */
export class CalledAddress {
  /** When to send the next hello. */
  nextMs: number;
  /** How many hellos in a row were refused. */
  refusals = 0;
  readonly #options: CalledAddressOptions;
  #handshake: ClientHandshake | undefined;
  #tries = 0;
  /** Whether the last hello got a retry, and whether it was refused. */
  #retried = false;
  #refused = false;

  constructor(readonly address: Address, options: CalledAddressOptions, startMs: number) {
    this.#options = options;
    this.nextMs = startMs;
  }

  /** The hello to send now. It is computed when first needed. */
  takeHello(nowMs: number): Buffer {
    this.#retried = false;
    if (!this.#refused) this.refusals = 0;
    this.#refused = false;
    this.nextMs = nowMs + RESEND_MS[Math.min(this.#tries++, RESEND_MS.length - 1)];
    return this.handshake.hello;
  }

  get handshake(): ClientHandshake {
    const { secret, random, capabilities } = this.#options;
    return this.#handshake ??= new ClientHandshake(secret, random, capabilities);
  }

  /** How many copies of the hello to send: as {@linkcode REPETITION_COPIES} says. Before {@linkcode takeHello}. */
  get copies(): number {
    return this.#tries === 0 ? 1 : REPETITION_COPIES;
  }

  /** Whether a message with this nonce answers a hello sent to this address. */
  isAnsweredBy(clientNonce: Uint8Array | undefined): boolean {
    return clientNonce !== undefined && this.#handshake !== undefined &&
      equalBytes(clientNonce, this.#handshake.nonce);
  }

  /** The hello with the cookie; `undefined` if this hello already had a retry, so that nobody else sets our pace. */
  retry(cookie: Uint8Array): Buffer | undefined {
    if (this.#retried) return undefined;
    this.#retried = true;
    this.handshake.useCookie(cookie);
    return this.handshake.hello;
  }

  /** The last hello was refused. */
  refuse(): void {
    if (!this.#refused) this.refusals++;
    this.#refused = true;
  }
}
