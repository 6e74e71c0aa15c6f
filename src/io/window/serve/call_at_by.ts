import type { Clock } from "../../../port/clock.ts";

/** The machine's timers, for a clock with any origin that runs at the same rate. */
export function callAtBy(nowMs: Clock["nowMs"]): Clock["callAt"] {
  return (atMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, atMs - nowMs()));
    return () => clearTimeout(timer);
  };
}
