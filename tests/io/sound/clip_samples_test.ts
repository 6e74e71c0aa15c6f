import { assertEquals } from "@std/assert";
import { clipSamples } from "../../../src/io/sound/clip_samples.ts";

Deno.test("what is too loud is clipped, and what is no number is silence", () => {
  const target = new Float32Array(8);
  clipSamples(Float32Array.of(0, 1, -1, 0.5, 7, -Infinity, NaN, Infinity), target);
  assertEquals([...target], [0, 1, -1, 0.5, 1, -1, 0, 1]);
});
