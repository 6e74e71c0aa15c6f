import type { Clock } from "../../port/clock.ts";

/** An answer in one's own network is there by then: it waits for nothing. */
const FIRST_MS = 8;
/** Between two steps whatever came has its turn. */
const PAUSE_MS = 1;

/** Runs `steps` one by one while there is nothing else to do. Returns how to leave out those that have not been run. */
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
