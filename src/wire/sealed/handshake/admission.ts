import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { type Address, formatAddress } from "../../../port/address.ts";
import type { RandomBytes } from "./handshake.ts";
import { type ClientHello, COOKIE_BYTES } from "./handshake_message.ts";
import { equalBytes } from "./key_schedule.ts";

const COOKIE_KEY_MS = 10_000;
/** Hellos in a second without a cookie before cookies are asked for. */
const CALM_HELLOS = 4;
/**
 * Handshakes computed in a second: some 4 ms each. Nobody takes them all from the others; a client that knows many peers
 * tries one after another.
 */
const MAX_HANDSHAKES = 20, MAX_HANDSHAKES_A_HOST = 8;
/** Hellos looked at in a second beside a call: checking a cookie and answering costs as much as sending a picture. */
const MAX_LOOKS = 100;
const SECOND_MS = 1000;
/** A host that guessed wrong waits so long with its next guess. */
const GUESS_PENALTY_MS = 10_000;
const PENALISED_HOSTS = 8;
/** Wrong guesses that are heard, whoever makes them: with 20 a second, from many hosts, a code would be found in months. */
const MAX_GUESSES = 30, GUESSES_MS = 60_000;

export type Admission = "answer" | "ask_cookie" | "drop";

export interface Circumstances {
  /** Its cookie is right: who sent it receives at its address. */
  readonly proven: boolean;
  readonly inCall: boolean;
  /** Its host has as many unfinished handshakes as it may. */
  readonly crowded: boolean;
}

/** Which hellos are worth computing an answer for. Holds a bounded amount of memory, whoever knocks. */
export class AdmissionControl {
  readonly #random: RandomBytes;
  #keys: Uint8Array[] = [];
  #keyMs = -Infinity;
  #helloMs: number[] = [];
  #handshakes: { readonly atMs: number; readonly provenHost?: string }[] = [];
  #lookSinceMs = -Infinity;
  #looks = 0;
  readonly #penalties = new Map<string, number>();
  #guessMs: number[] = [];

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  /** Whether there is time for one more hello beside a call. */
  mayLook(nowMs: number): boolean {
    if (nowMs >= this.#lookSinceMs + SECOND_MS) {
      this.#lookSinceMs = nowMs;
      this.#looks = 0;
    }
    return this.#looks++ < MAX_LOOKS;
  }

  judge({ mode }: ClientHello, { hostname }: Address, circumstances: Circumstances, nowMs: number): Admission {
    if (mode === "code" && this.#mustWait(hostname, nowMs)) return "drop";
    const { proven, inCall, crowded } = circumstances;
    if (!proven) {
      this.#helloMs = [...this.#helloMs.filter((ms) => ms > nowMs - SECOND_MS), nowMs].slice(-CALM_HELLOS - 1);
      // A guess counts against its host, so nobody must be able to make one in another's name.
      if (mode === "code" || inCall || crowded || this.#helloMs.length > CALM_HELLOS) return "ask_cookie";
    }
    this.#handshakes = this.#handshakes.filter(({ atMs }) => atMs > nowMs - SECOND_MS);
    const ofHost = this.#handshakes.filter(({ provenHost }) => provenHost === hostname).length;
    if (this.#handshakes.length >= MAX_HANDSHAKES || (proven && ofHost >= MAX_HANDSHAKES_A_HOST)) return "drop";
    this.#handshakes.push({ atMs: nowMs, provenHost: proven ? hostname : undefined });
    return "answer";
  }

  cookie(hello: ClientHello, from: Address, nowMs: number): Uint8Array {
    this.#turnKeys(nowMs);
    return this.#make(this.#keys[0], hello, from);
  }

  /** The host guessed wrong. */
  penalise(host: string, nowMs: number): void {
    this.#guessMs = [...this.#guessMs, nowMs].slice(-MAX_GUESSES);
    this.#penalties.delete(host);
    this.#penalties.set(host, nowMs + GUESS_PENALTY_MS);
    if (this.#penalties.size > PENALISED_HOSTS) this.#penalties.delete(this.#penalties.keys().next().value!);
  }

  /** Whether the hello has a cookie that its address was given. */
  proves(hello: ClientHello, from: Address, nowMs: number): boolean {
    this.#turnKeys(nowMs);
    return this.#keys.some((key) => equalBytes(this.#make(key, hello, from), hello.cookie));
  }

  #mustWait(host: string, nowMs: number): boolean {
    if ((this.#penalties.get(host) ?? -Infinity) > nowMs) return true;
    return this.#guessMs.length === MAX_GUESSES && this.#guessMs[0] > nowMs - GUESSES_MS;
  }

  #make(key: Uint8Array, hello: ClientHello, from: Address): Uint8Array {
    const mac = createHmac("sha256", key).update(Buffer.from(formatAddress(from))).update(hello.clientNonce).digest();
    return Uint8Array.from(mac.subarray(0, COOKIE_BYTES));
  }

  #turnKeys(nowMs: number): void {
    if (nowMs < this.#keyMs + COOKIE_KEY_MS) return;
    const previous = nowMs < this.#keyMs + 2 * COOKIE_KEY_MS ? this.#keys.slice(0, 1) : [];
    this.#keys = [Uint8Array.from(this.#random(32)), ...previous];
    this.#keyMs = nowMs;
  }
}
