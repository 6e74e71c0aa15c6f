import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { ArrivalHistogram } from "../../../src/media/sound/arrival_histogram.ts";

Deno.test("a quantile is the delay that this share did not exceed, rounded up to 1 ms", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 1, maxLength: 300 }),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    (delays, offset, share) => {
      const histogram = new ArrivalHistogram(1000, 200, 0);
      for (const delay of delays) histogram.add(offset + delay + 0.5, 0);
      const kept = delays.slice(-200).sort((a, b) => a - b);
      const above = Math.floor(kept.length * (1 - share) + 1e-9);
      assertEquals(histogram.quantileMs(share), offset + kept[Math.max(0, kept.length - 1 - above)] + 1);
    },
  ));
});

Deno.test("old delays are forgotten, but for the latest", () => {
  const histogram = new ArrivalHistogram(1000, 100, 3);
  for (let n = 0; n < 10; n++) histogram.add(100 - n, n);
  histogram.forget(5000);
  assertEquals(histogram.count, 3);
  assertEquals(histogram.quantileMs(1), 94);
  histogram.clear();
  assertEquals(histogram.quantileMs(0.5), -Infinity);
});

Deno.test("a delay that is far from the others is refused", () => {
  const histogram = new ArrivalHistogram(1000, 100, 3);
  histogram.add(50, 0);
  assertEquals([histogram.add(960, 0), histogram.add(-860, 0), histogram.add(NaN, 0)], [false, false, false]);
  assertEquals(histogram.add(940, 0), true);
  assertEquals(histogram.count, 2);
});
