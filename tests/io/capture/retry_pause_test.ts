import { RetryPause } from "../../../src/io/capture/retry_pause.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";

Deno.test("a pause ends after its time, or when it is ended", async () => {
  const pause = new RetryPause(systemClock);
  pause.end();
  await pause.wait(1);
  const waiting = pause.wait(1e9);
  pause.end();
  await waiting;
});
