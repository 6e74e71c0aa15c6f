import type { Clock } from "../../port/clock.ts";

/** An answer from the local network has arrived by then, so it never waits for a step. */
const FIRST_MS = 8;
/** Between two steps, what has arrived gets its turn. */
const PAUSE_MS = 1;

/** Runs `steps` one by one while there is nothing else to do. Returns a function that skips the remaining ones. */
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
