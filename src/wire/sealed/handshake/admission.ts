import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { type Address, formatAddress } from "../../../port/address.ts";
import { FairShare } from "./fair_share.ts";
import { GuessLimit } from "./guess_limit.ts";
import type { RandomBytes } from "./handshake.ts";
import { type ClientHello, COOKIE_BYTES, type Mode } from "./handshake_message.ts";
import { equalBytes } from "./key_schedule.ts";
import type { Origin } from "../../origin.ts";

const COOKIE_KEY_MS = 10_000;
const SECOND_MS = 1000;
/** How many hellos without a cookie per second are answered before cookies are required. */
const CALM_HELLOS = 4;
/**
 * Handshakes computed per second, about 4 ms each. A host gets enough for a client that knows many peers and tries one after
 * another. Known peers go first.
 */
const HANDSHAKES = { host: 8, network: 10, everybody: 12, newcomers: 16, first: 20 };
/** Peers that hellos are compared with per second, about a microsecond each. */
const MAX_HINTS = 60_000;
/** How many hellos with a valid cookie are compared with all known peers per second. Few if there are thousands of peers. */
const MIN_SEARCHES = 20, MAX_SEARCHES = 200;
/**
 * Hellos processed per second during a call. One without a cookie is answered, which costs as much as sending a media
 * packet. One with a cookie is only checked.
 */
const LOOKS = { host: 30, network: 50, everybody: 80, newcomers: 100, first: 100 };
const COOKIE_LOOKS = { host: 60, network: 120, everybody: 300, newcomers: 400, first: 400 };

/** Decides which hellos get an answer that costs computing time. Its memory is bounded, however many callers there are. */
export class AdmissionControl {
  readonly guesses = new GuessLimit();
  readonly #random: RandomBytes;
  #keys: Uint8Array[] = [];
  #keyMs = -Infinity;
  #helloMs: number[] = [];
  readonly #handshakes = new FairShare(HANDSHAKES);
  readonly #looks = new FairShare(LOOKS);
  readonly #cookieLooks = new FairShare(COOKIE_LOOKS);
  #searches: FairShare | undefined;
  #mostSearches = 0;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  /** Whether one more hello may be processed during a call. */
  mayLook(hello: ClientHello, origin: Origin, nowMs: number): boolean {
    return (hasCookie(hello) ? this.#cookieLooks : this.#looks).take(origin, nowMs);
  }

  /** Whether a hello without a valid cookie must be repeated with one. */
  wantsCookie(mode: Mode, inCall: boolean, nowMs: number): boolean {
    this.#helloMs = [...this.#helloMs.filter((ms) => ms > nowMs - SECOND_MS), nowMs].slice(-CALM_HELLOS - 1);
    // A wrong guess counts against its host, so nobody may make a guess in the name of another address.
    return mode === "code" || inCall || this.#helloMs.length > CALM_HELLOS;
  }

  /** Whether a hello with a cookie may be compared with the hints of `peers` known peers. */
  maySearch(origin: Origin, peers: number, nowMs: number): boolean {
    const most = Math.min(MAX_SEARCHES, Math.max(MIN_SEARCHES, Math.floor(MAX_HINTS / Math.max(1, peers))));
    if (this.#searches === undefined || most !== this.#mostSearches) {
      this.#mostSearches = most;
      const [host, network, everybody] = [0.4, 0.5, 0.7].map((share) => Math.floor(most * share));
      this.#searches = new FairShare({ host, network, everybody, newcomers: most, first: most });
    }
    return this.#searches.take(origin, nowMs);
  }

  /**
   * Whether a handshake may be computed. `origin`: where it came from, if its cookie proves that. `recognised`: by a known
   * peer.
   */
  mayCompute(origin: Origin | undefined, recognised: boolean, nowMs: number): boolean {
    return this.#handshakes.take(origin, nowMs, recognised);
  }

  cookie(hello: ClientHello, from: Address, nowMs: number): Uint8Array {
    this.#turnKeys(nowMs);
    return this.#make(this.#keys[0], hello, from);
  }

  /** Whether the hello contains a cookie that was sent to its address. */
  proves(hello: ClientHello, from: Address, nowMs: number): boolean {
    if (!hasCookie(hello)) return false;
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

function hasCookie({ cookie }: ClientHello): boolean {
  return cookie.some((byte) => byte !== 0);
}
