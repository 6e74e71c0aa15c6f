import { WindowedMinimum } from "../../../media/rate/windowed_minimum.ts";

/** The quickest message of this time, in milliseconds, shows how the clocks compare. They are of one machine, and hardly drift. */
const WINDOW_MS = 10_000;

/**
 * Converts times of the page's clock to vchat's. Each message says when it was sent. The quickest one took next to no time, so that
 * a busy page or a busy main thread does not shift the times.
 */
export class PageClock {
  readonly #aheadMs = new WindowedMinimum(WINDOW_MS);

  /** A message that the page sent at `sentMs`, by its clock, has arrived. */
  heard(sentMs: number, nowMs: number): void {
    this.#aheadMs.add(nowMs - sentMs, nowMs);
  }

  /** Not before the first message. */
  localMs(pageMs: number): number {
    return pageMs + this.#aheadMs.value;
  }
}
