import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { type Address, formatAddress } from "../../port/address.ts";
import type { RandomBytes } from "./handshake.ts";
import { type ClientHello, COOKIE_BYTES } from "./handshake_message.ts";
import { equalBytes } from "./key_schedule.ts";

const COOKIE_KEY_MS = 10_000;
/** Hellos in a second without a cookie before cookies are asked for. */
const CALM_HELLOS = 4;
/** Handshakes computed in a second: some 4 ms each. */
const MAX_HANDSHAKES = 20;
const SECOND_MS = 1000;
/** A host that guessed wrong waits so long with its next guess. */
const GUESS_PENALTY_MS = 10_000;
const PENALISED_HOSTS = 8;

export type Admission = "answer" | "ask_cookie" | "drop";

/** Which hellos are worth computing an answer for. Holds a bounded amount of memory, whoever knocks. */
export class AdmissionControl {
  readonly #random: RandomBytes;
  #keys: Uint8Array[] = [];
  #keyMs = -Infinity;
  #helloMs: number[] = [];
  #handshakeMs: number[] = [];
  readonly #penalties = new Map<string, number>();

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  judge(hello: ClientHello, from: Address, inCall: boolean, nowMs: number): Admission {
    if (hello.mode === "code" && (this.#penalties.get(from.hostname) ?? -Infinity) > nowMs) return "drop";
    const proven = this.#isOurs(hello, from, nowMs);
    if (!proven) {
      this.#helloMs = [...this.#helloMs.filter((ms) => ms > nowMs - SECOND_MS), nowMs].slice(-CALM_HELLOS - 1);
      if (inCall || this.#helloMs.length > CALM_HELLOS) return "ask_cookie";
    }
    this.#handshakeMs = this.#handshakeMs.filter((ms) => ms > nowMs - SECOND_MS);
    if (this.#handshakeMs.length >= MAX_HANDSHAKES) return "drop";
    this.#handshakeMs.push(nowMs);
    return "answer";
  }

  cookie(hello: ClientHello, from: Address, nowMs: number): Uint8Array {
    this.#turnKeys(nowMs);
    return this.#make(this.#keys[0], hello, from);
  }

  penalise(host: string, nowMs: number): void {
    this.#penalties.delete(host);
    this.#penalties.set(host, nowMs + GUESS_PENALTY_MS);
    if (this.#penalties.size > PENALISED_HOSTS) this.#penalties.delete(this.#penalties.keys().next().value!);
  }

  #isOurs(hello: ClientHello, from: Address, nowMs: number): boolean {
    this.#turnKeys(nowMs);
    return this.#keys.some((key) => equalBytes(this.#make(key, hello, from), hello.cookie));
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
