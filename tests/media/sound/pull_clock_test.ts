import { assert, assertEquals } from "@std/assert";
import { PullClock } from "../../../src/media/sound/pull_clock.ts";

Deno.test("of pulls in bursts, those that come first are late", () => {
  const clock = new PullClock();
  const late: (number | undefined)[] = [];
  // Three pulls each 30 ms.
  for (let n = 0; n < 60; n++) late.push(clock.onPull(1000 + Math.floor(n / 3) * 30));
  assertEquals(late.slice(-3), [20, 10, 0]);
});

Deno.test("a device that is slower for good is not late for good", () => {
  const clock = new PullClock();
  let late: number | undefined = 0;
  for (let n = 0; n < 1000; n++) late = clock.onPull(n * 10 + (n > 500 ? 70 : 0));
  assertEquals(late, 0);
  for (let n = 0, nowMs = 20_000; n < 100_000; n++, nowMs += 10.002) late = clock.onPull(nowMs);
  assert(late! < 0.5, `${late}`);
});

Deno.test("a time that jumps is noticed once", () => {
  const clock = new PullClock();
  const times = [0, 10, 20, 5000, 5010, 5020, 100, 110];
  assertEquals(times.map((nowMs) => clock.onPull(nowMs)), [0, 0, 0, undefined, 0, 0, undefined, 0]);
});
