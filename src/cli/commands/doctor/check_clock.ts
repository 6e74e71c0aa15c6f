import { type Finding, ok, warn } from "./check.ts";

/** After this year, it is far more likely that the clock is wrong. */
const LAST_YEAR = 2099;

/**
 * Is the time plausible, that is, not before this program was built (`madeMs`, epoch milliseconds, if known)? A call works
 * with any time, but its texts and logs would carry a wrong one.
 */
export function checkClock({ epochMs, madeMs = 0 }: { epochMs: number; madeMs?: number }): Finding[] {
  const time = new Date(epochMs);
  const isSane = epochMs >= madeMs && time.getUTCFullYear() >= 2025 && time.getUTCFullYear() <= LAST_YEAR;
  const shown = Number.isNaN(time.getTime()) ? "no time at all" : time.toISOString().slice(0, 16).replace("T", " ");
  if (isSane) return [ok("clock", `${shown} UTC`)];
  return [warn(
    "clock",
    `it is ${shown} UTC, says this machine: that cannot be`,
    "set the clock: texts and logs carry its time",
  )];
}
