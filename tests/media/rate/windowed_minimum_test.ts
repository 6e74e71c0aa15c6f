import { assert, assertEquals } from "@std/assert";
import { WindowedMinimum } from "../../../src/media/rate/windowed_minimum.ts";
import { SeededRandom } from "../../fake/random.ts";

const WINDOW_MS = 1000;

Deno.test("the minimum lies between that of one window and that of two", () => {
  const random = new SeededRandom(3), minimum = new WindowedMinimum(WINDOW_MS);
  const samples: { value: number; atMs: number }[] = [];
  for (let atMs = 0; atMs < 60_000; atMs += 1 + random.below(20)) {
    // A slow wave, so that old minima leave and new ones come.
    const value = 50 + 40 * Math.sin(atMs / 2500) + random.below(30);
    minimum.add(value, atMs);
    samples.push({ value, atMs });
    const within = (ms: number) => Math.min(...samples.filter((s) => s.atMs > atMs - ms).map((s) => s.value));
    assert(minimum.value <= within(WINDOW_MS), `${atMs}`);
    assert(minimum.value >= within(2 * WINDOW_MS + 20), `${atMs}`);
  }
});

Deno.test("there is no minimum before the first value, and a lower value counts at once", () => {
  const minimum = new WindowedMinimum(WINDOW_MS);
  assertEquals(minimum.value, Infinity);
  minimum.add(7, 0);
  assertEquals(minimum.value, 7);
  minimum.add(3, 1);
  assertEquals(minimum.value, 3);
  minimum.add(5, 2);
  assertEquals(minimum.value, 3);
});

Deno.test("a value that replaces the others is the minimum until a lower one arrives or its window is over", () => {
  const minimum = new WindowedMinimum(WINDOW_MS);
  minimum.add(10, 0);
  minimum.replace(40);
  minimum.add(60, 500);
  assertEquals(minimum.value, 40);
  minimum.add(60, 1001);
  assertEquals(minimum.value, 40);
  minimum.add(60, 2002);
  assertEquals(minimum.value, 60);
  minimum.add(30, 2003);
  assertEquals(minimum.value, 30);
});
