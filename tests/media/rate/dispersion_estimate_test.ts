import { assert, assertEquals } from "@std/assert";
import { DispersionEstimate } from "../../../src/media/rate/dispersion_estimate.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("the rate of a train is its bytes over its time", () => {
  const estimate = new DispersionEstimate();
  assertEquals(estimate.add({ bytes: 18_000, ms: 144 }), 1000);
  assertEquals(estimate.add({ bytes: 18_000, ms: 4.8 }), 30_000);
});

Deno.test("a train that arrives all at once gives a finite rate", () => {
  const kbps = new DispersionEstimate().add({ bytes: 60_000, ms: 0 });
  assert(kbps > 1_000_000 && kbps < Infinity, `${kbps}`);
  assertEquals(new DispersionEstimate().add({ bytes: 4e9, ms: 0 }), 2_000_000);
});

Deno.test("the fastest of eight trains is within a tenth of the link's rate, however much jitter stretches the others", () => {
  const estimate = new DispersionEstimate(), random = new SeededRandom(11);
  for (let n = 0; n < 400; n++) {
    // 48 ms on a link of 3000 kbit/s. One train of eight meets little jitter.
    const jitterMs = n % 8 === 3 ? random.next() * 4 : random.next() * 200;
    estimate.add({ bytes: 18_000, ms: 48 + jitterMs });
    if (n < 7) assertEquals(estimate.fastestKbps, Infinity);
    else assert(estimate.fastestKbps > 2700 && estimate.fastestKbps <= 3000, `${estimate.fastestKbps}`);
  }
});

Deno.test("a fast train is forgotten after eight slower ones", () => {
  const estimate = new DispersionEstimate();
  estimate.add({ bytes: 18_000, ms: 14.4 });
  for (let n = 0; n < 7; n++) estimate.add({ bytes: 18_000, ms: 144 });
  assertEquals(estimate.fastestKbps, 10_000);
  estimate.add({ bytes: 18_000, ms: 144 });
  assertEquals(estimate.fastestKbps, 1000);
});

Deno.test("a train needs two or three packets, and fewer if most packets are lost", () => {
  const estimate = new DispersionEstimate();
  const isLongEnough = (bytes: number, loss: number) => estimate.isLongEnough({ bytes, ms: 5 }, loss);
  assertEquals([isLongEnough(2499, 0), isLongEnough(2500, 0)], [false, true]);
  assertEquals([isLongEnough(1200, 0.3), isLongEnough(1200, 0.31), isLongEnough(999, 0.5)], [false, true, false]);
});
