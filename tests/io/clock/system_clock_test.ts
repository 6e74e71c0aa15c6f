import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";

Deno.test("epoch time and monotonic time agree", () => {
  assert(Math.abs(systemClock.epochMs() - Date.now()) < 1000);
  const before = systemClock.nowMs();
  assert(systemClock.nowMs() >= before);
});

Deno.test("a callback is called at its time, also if that has passed, and not if cancelled", async () => {
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

Deno.test("a deadline in weeks, or never, does not fire immediately: no timer is longer than setTimeout counts", () => {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: performance.now };
  let nowMs = 1000, timer: { callback: () => void; ms: number } | undefined;
  const called: string[] = [];
  globalThis.setTimeout = ((callback: () => void, ms: number) => {
    assert(ms >= 0 && ms <= 2_147_483_647, `${ms} ms`);
    timer = { callback, ms };
    return 1;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = () => timer = undefined;
  performance.now = () => nowMs;
  const expire = () => {
    const { callback, ms } = timer!;
    timer = undefined;
    nowMs += ms;
    callback();
  };
  try {
    const yearMs = 31_536_000_000;
    systemClock.callAt(nowMs + yearMs, () => called.push("in a year"));
    for (let n = 0; called.length === 0; n++) {
      assert(n < 20);
      expire();
    }
    assertEquals([called, nowMs], [["in a year"], 1000 + yearMs]);
    const cancel = systemClock.callAt(Infinity, () => called.push("never"));
    for (let n = 0; n < 20; n++) expire();
    cancel();
    assertEquals([called, timer], [["in a year"], undefined]);
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    performance.now = real.now;
  }
});
