import { assert, assertEquals } from "@std/assert";
import { PlayAhead } from "../../../../src/io/sound/pulse/play_ahead.ts";

Deno.test("one gap now and then changes nothing", () => {
  const ahead = new PlayAhead();
  const { aheadMs } = ahead;
  for (let ms = 0; ms < 200_000; ms += 20_000) assertEquals(ahead.update(ms, true), false);
  assertEquals(ahead.aheadMs, aheadMs);
});

Deno.test("with two gaps in a short time more is written ahead, up to a limit", () => {
  const ahead = new PlayAhead();
  const { aheadMs } = ahead;
  assertEquals([ahead.update(1000, true), ahead.update(2000, true)], [false, true]);
  assert(ahead.aheadMs > aheadMs);
  for (let ms = 3000; ms < 200_000; ms += 100) ahead.update(ms, true);
  const most = ahead.aheadMs;
  assertEquals([ahead.update(200_000, true), ahead.update(200_100, true)], [false, false]);
  assertEquals(ahead.aheadMs, most);
  assert(most <= 100);
});

Deno.test("when the gaps have passed, less is written ahead again, but not less than at first", () => {
  const ahead = new PlayAhead();
  const { aheadMs } = ahead;
  for (let ms = 0; ms < 1000; ms += 100) ahead.update(ms, true);
  assert(ahead.aheadMs > aheadMs);
  for (let ms = 1000; ms < 3_600_000; ms += 100) ahead.update(ms, false);
  assertEquals(ahead.aheadMs, aheadMs);
});

Deno.test("where less is always too little, it is tried ever more rarely", () => {
  const ahead = new PlayAhead();
  const { aheadMs } = ahead;
  let gaps = 0;
  for (let ms = 0; ms < 3_600_000; ms += 100) {
    const hasRunOut = ahead.aheadMs === aheadMs;
    if (hasRunOut) gaps++;
    ahead.update(ms, hasRunOut);
  }
  assert(gaps < 20, String(gaps));
});

Deno.test("gaps of the busy start of a call are soon forgotten, later ones are not", () => {
  const ahead = new PlayAhead();
  const { aheadMs } = ahead;
  for (let ms = 0; ms < 2000; ms += 500) ahead.update(ms, true);
  assert(ahead.aheadMs > aheadMs);
  for (let ms = 2000; ms < 15_000; ms += 100) ahead.update(ms, false);
  assertEquals(ahead.aheadMs, aheadMs);
  for (let ms = 15_000; ms < 17_000; ms += 500) ahead.update(ms, true);
  for (let ms = 17_000; ms < 45_000; ms += 100) ahead.update(ms, false);
  assert(ahead.aheadMs > aheadMs);
});
