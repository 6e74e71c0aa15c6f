import type { Clock } from "../../port/clock.ts";

/** `setTimeout` counts in 32 bits: a longer delay than this fires immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock: `performance.now()`, which no adjustment of the wall clock moves. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => performance.timeOrigin + performance.now(),
  callAt(atMs, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const leftMs = Math.max(0, atMs - performance.now());
      timer = leftMs > LONGEST_TIMER_MS ? setTimeout(wait, LONGEST_TIMER_MS) : setTimeout(callback, leftMs);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
