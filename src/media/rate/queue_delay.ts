import { WindowedMinimum } from "./windowed_minimum.ts";

// Tuned with `deno task bench:network`.

/** A rise of the delay below this many milliseconds counts as jitter. */
export const QUEUE_MS = 25;
/** Above this many milliseconds, the link's queue is filling so fast that one measurement is enough to act. */
export const STEEP_QUEUE_MS = 100;
/** The lowest delay of this many milliseconds, or of up to twice as many, is that of an empty queue. */
const BASE_WINDOW_MS = 10_000;
/** A standing queue shows in this many reports in a row. Jitter does not. */
const LATEST_REPORTS = 3;

/**
 * Estimates how long packets wait in the link's queue, in milliseconds, from their one-way delay.
 *
 * The delay above the lowest one of the last 10 to 20 s is time spent waiting. A train builds up a queue and drains it again,
 * so the time that the train took to arrive does not count as a standing queue.
 *
 * Source: LEDBAT (RFC 6817, section 3.1): a base delay, which is the minimum over a long time, and the minimum of the latest
 * few delays as the current one. Subtracting the train's own time is not from there.
 */
export class QueueDelay {
  readonly #baseMs = new WindowedMinimum(BASE_WINDOW_MS);
  #riseMs = 0;
  #standingMs = 0;
  readonly #latestStandingMs: number[] = [];

  /**
   * `delayMs`: of the newest packet, with any constant offset of clocks. `trainMs`: how long its train took to arrive,
   * or 0.
   */
  add(delayMs: number, trainMs: number, nowMs: number): void {
    this.#baseMs.add(delayMs, nowMs);
    this.#riseMs = delayMs - this.#baseMs.value;
    this.#standingMs = this.#riseMs - trainMs;
    this.#latestStandingMs.push(this.#standingMs);
    if (this.#latestStandingMs.length > LATEST_REPORTS) this.#latestStandingMs.shift();
  }

  /** How far the newest delay is above that of an empty queue. */
  get riseMs(): number {
    return this.#riseMs;
  }

  /** The same without the time that the packet's own train took. May be negative. */
  get standingMs(): number {
    return this.#standingMs;
  }

  /** The least `standingMs` of the latest reports, which is not jitter. 0 until there are enough reports. */
  get leastStandingMs(): number {
    return this.#latestStandingMs.length < LATEST_REPORTS ? 0 : Math.min(...this.#latestStandingMs);
  }

  /** From now on a queue of `standingMs` counts as an empty one: this end cannot drain it. */
  takeAsEmpty(standingMs: number): void {
    this.#baseMs.replace(this.#baseMs.value + standingMs);
    this.#latestStandingMs.length = 0;
  }
}
