import type { Buffer } from "node:buffer";
import type { Address } from "../../../port/address.ts";
import { ClientHandshake, type RandomBytes, type Secret } from "./handshake.ts";
import { equalBytes } from "./key_schedule.ts";

/** After the first, second, ... time a message was sent. */
export const RESEND_MS = [150, 200, 350, 1000];

export interface CalledAddressOptions {
  readonly secret: Secret;
  readonly random: RandomBytes;
  /** What this end announces that it understands; by default all that this version does. */
  readonly capabilities?: number;
}

/**
 * One of the addresses that a client calls, with a handshake of its own: the nonce of an answer says which call it
 * answers, wherever it came from.
 */
export class CalledAddress {
  /** When the next hello goes out. */
  nextMs: number;
  /** Hellos in a row that were refused. */
  refusals = 0;
  readonly #options: CalledAddressOptions;
  #handshake: ClientHandshake | undefined;
  #tries = 0;
  /** Whether the last hello was answered by a retry, and whether it was refused. */
  #retried = false;
  #refused = false;

  constructor(readonly address: Address, options: CalledAddressOptions, startMs: number) {
    this.#options = options;
    this.nextMs = startMs;
  }

  /** The hello that is due. It is computed when first needed. */
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

  /** Whether a message with this nonce answers a hello that was sent here. */
  isAnsweredBy(clientNonce: Uint8Array | undefined): boolean {
    return clientNonce !== undefined && this.#handshake !== undefined &&
      equalBytes(clientNonce, this.#handshake.nonce);
  }

  /** The hello with the cookie; `undefined` if this hello had a retry already, so that nobody else sets our pace. */
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
