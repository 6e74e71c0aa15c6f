import type { LossyLink } from "./lossy_link.ts";
import { SeededRandom } from "./random.ts";

const SEGMENT_BYTES = 1448;
const FIRST_RTO_MS = 200;
/**
 * A segment that has not arrived after this long breaks the connection. (Real systems wait for minutes; a test need not.)
 */
const GIVE_UP_MS = 15_000;

type Arrival = { readonly dueMs: number; readonly bytes: Uint8Array } | {
  readonly dueMs: number;
  readonly closed: true;
};

/**
 * One direction of a TCP connection over a bad link: complete and in order, late after losses (RTO with back-off), and
 * broken by a long outage. Bytes arrive split and joined at random places.
 */
export class LossyStream {
  readonly #link: LossyLink<unknown>;
  readonly #random: SeededRandom;
  #arrivals: Arrival[] = [];
  #lastDueMs = 0;
  #cut = false;

  constructor(link: LossyLink<unknown>, seed: number) {
    this.#link = link;
    this.#random = new SeededRandom(seed);
  }

  /** Nothing arrives from now on, as after a change of address. The ends notice it late. */
  cut(nowMs: number): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#arrivals = [...this.#arrivals.filter((a) => a.dueMs <= nowMs), { dueMs: nowMs + GIVE_UP_MS, closed: true }];
  }

  write(bytes: Uint8Array, nowMs: number): void {
    if (this.#cut) return;
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, 1 + this.#random.below(SEGMENT_BYTES));
      const dueMs = this.#through(nowMs);
      if (dueMs === undefined) return this.cut(nowMs);
      this.#arrivals.push({ dueMs, bytes: bytes.slice(at, at + length) });
      at += length;
    }
  }

  close(nowMs: number): void {
    if (this.#cut) return;
    const dueMs = this.#through(nowMs) ?? nowMs + GIVE_UP_MS;
    this.#cut = true;
    this.#arrivals.push({ dueMs, closed: true });
  }

  get nextMs(): number {
    return this.#arrivals.length > 0 ? this.#arrivals[0].dueMs : Infinity;
  }

  take(nowMs: number): Arrival | undefined {
    return this.nextMs <= nowMs ? this.#arrivals.shift() : undefined;
  }

  /** When a segment sent now arrives at the other end, after as many attempts as needed. */
  #through(nowMs: number): number | undefined {
    let sentMs = nowMs;
    for (let rtoMs = FIRST_RTO_MS; sentMs - nowMs < GIVE_UP_MS; rtoMs *= 2) {
      const c = this.#link.conditionsAt(nowMs);
      const down = this.#link.downAt(sentMs);
      if (!down && this.#random.next() * 100 >= c.lossPercent) {
        this.#lastDueMs = Math.max(this.#lastDueMs, sentMs + c.delayMs + this.#random.next() * c.jitterMs);
        return this.#lastDueMs;
      }
      sentMs += rtoMs;
    }
    return undefined;
  }
}
