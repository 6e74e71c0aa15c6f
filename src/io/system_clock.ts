import type { Clock } from "../port/clock.ts";

/** The machine's clock: `performance.now()`, which no adjustment of the wall clock moves. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => performance.timeOrigin + performance.now(),
  callAt(atMs, callback) {
    const timer = setTimeout(callback, Math.max(0, atMs - performance.now()));
    return () => clearTimeout(timer);
  },
};
