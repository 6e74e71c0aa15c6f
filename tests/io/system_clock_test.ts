import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/io/system_clock.ts";

Deno.test("the epoch and the monotonic clock tell the same moment", () => {
  assert(Math.abs(systemClock.epochMs() - Date.now()) < 1000);
  const before = systemClock.nowMs();
  assert(systemClock.nowMs() >= before);
});

Deno.test("a callback comes once its time has come, also when that is past, and not when cancelled", async () => {
  const called: string[] = [];
  const done = Promise.withResolvers<void>();
  const nowMs = systemClock.nowMs();
  systemClock.callAt(nowMs - 5, () => called.push("past"));
  const cancel = systemClock.callAt(nowMs + 5, () => called.push("cancelled"));
  systemClock.callAt(nowMs + 30, () => {
    assert(systemClock.nowMs() >= nowMs + 29);
    called.push("future");
    done.resolve();
  });
  cancel();
  await done.promise;
  assertEquals(called, ["past", "future"]);
});
