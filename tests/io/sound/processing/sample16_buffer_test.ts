import { assertEquals } from "@std/assert";
import { Sample16Buffer } from "../../../../src/io/sound/processing/sample16_buffer.ts";

Deno.test("samples are rounded to 16 bits, and clipped at full scale; what is no number is silence", () => {
  const buffer = new Sample16Buffer(), samples = new Float32Array(480), back = new Float32Array(480);
  samples.set([0, 0.5, -0.5, 1, -1, 7, -7, NaN, Infinity, 1.6 / 32_768]);
  buffer.write(samples);
  assertEquals([...buffer.samples.subarray(0, 10)], [
    0,
    16_384,
    -16_384,
    32_767,
    -32_768,
    32_767,
    -32_768,
    0,
    32_767,
    2,
  ]);
  assertEquals(buffer.bytes.length, 960);
  buffer.read(back);
  assertEquals([...back.subarray(0, 3)], [0, 0.5, -0.5]);
});
