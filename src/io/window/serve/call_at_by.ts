import type { Clock } from "../../../port/clock.ts";

/** The machine's timers, by a clock of any origin that goes as fast. */
export function callAtBy(nowMs: Clock["nowMs"]): Clock["callAt"] {
  return (atMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, atMs - nowMs()));
    return () => clearTimeout(timer);
  };
}
