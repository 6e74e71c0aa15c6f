import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { Limiter } from "../../../src/media/sound/limiter.ts";

function limited(samples: readonly number[], volume = 1): number[] {
  const out = Float32Array.from(samples);
  new Limiter(volume).process(out);
  return [...out];
}

Deno.test("whatever comes in, no sample is above the volume or full scale, and none is no number", () => {
  fc.assert(fc.property(fc.float32Array({ minLength: 1 }), fc.double(), (samples, volume) => {
    const limiter = new Limiter(volume);
    const most = Math.fround(volume >= 0 ? Math.min(1, volume) : 0);
    limiter.process(samples);
    assert(samples.every((sample) => Math.abs(sample) <= most));
  }));
  assertEquals(limited([NaN, Infinity, -Infinity], 0.5), [0, 0.5, -0.5]);
});

Deno.test("sound below the knee is not changed, and above it louder sound stays louder", () => {
  const quiet = [0, 0.1, -0.5, 0.79].map(Math.fround);
  assertEquals(limited(quiet), quiet);
  const loud = limited([0.8, 0.85, 0.9, 1, 1.1, 1.3]);
  for (let n = 1; n < loud.length; n++) assert(loud[n] > loud[n - 1]);
  // No corner at the knee.
  assert(Math.abs(limited([0.801])[0] - 0.801) < 1e-4);
});

Deno.test("a volume above 1 makes it louder, up to full scale", () => {
  assertEquals(limited([0.25, -0.25], 2), [0.5, -0.5]);
  assert(limited([0.9], 2)[0] <= 1);
});

Deno.test("the volume changes evenly during a frame, and then stays", () => {
  const limiter = new Limiter(1);
  limiter.setVolume(0);
  const frame = new Float32Array(480).fill(0.5);
  limiter.process(frame);
  for (let n = 1; n < 480; n++) assert(frame[n] < frame[n - 1] && frame[n - 1] - frame[n] < 0.002);
  assertEquals(frame[479], 0);
  limiter.process(frame.fill(0.5));
  assertEquals(frame, new Float32Array(480));
});
