import { assertEquals } from "@std/assert";
import { needsOtherSize } from "../../../src/media/rate/fixed_frame_size.ts";

Deno.test("an encoder is replaced for clearly smaller frames, after half a second, and for clearly larger ones after one", () => {
  const needs = (wantedBits: number, ageMs: number) => needsOtherSize(20_000, wantedBits, ageMs);
  assertEquals([needs(10_000, 499), needs(10_000, 500)], [false, true]);
  assertEquals([needs(40_000, 999), needs(40_000, 1000)], [false, true]);
  for (const bits of [17_000, 20_000, 25_000]) assertEquals(needs(bits, 60_000), false, `${bits}`);
});

Deno.test("a link whose rate swings by a tenth never needs another encoder; one that doubles needs one", () => {
  let starts = 0, ownBits = 20_000, startedMs = 0;
  for (let nowMs = 0; nowMs < 60_000; nowMs += 33) {
    const wantedBits = (nowMs < 30_000 ? 20_000 : 40_000) * (1 + 0.1 * Math.sin(nowMs / 300));
    if (!needsOtherSize(ownBits, wantedBits, nowMs - startedMs)) continue;
    [ownBits, startedMs] = [wantedBits, nowMs];
    starts++;
  }
  assertEquals(starts, 1);
});
