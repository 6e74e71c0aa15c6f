import type { Clock } from "../../port/clock.ts";

/** By then an answer from the local network has arrived, so no answer ever waits for a step. */
const FIRST_MS = 8;
/** A pause between two steps, to handle what has arrived. */
const PAUSE_MS = 1;

/** Runs `steps` one by one when nothing else is going on. Returns a function that skips the remaining ones. */
export function runWhenIdle(steps: readonly (() => unknown)[], clock: Clock): () => void {
  let next = 0;
  let cancel = () => {};
  const wait = (ms: number) => {
    if (next === steps.length) return;
    cancel = clock.callAt(clock.nowMs() + ms, () => {
      steps[next++]();
      wait(PAUSE_MS);
    });
  };
  wait(FIRST_MS);
  return () => cancel();
}
