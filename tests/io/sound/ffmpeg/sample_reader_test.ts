import { assertEquals } from "@std/assert";
import { SampleReader } from "../../../../src/io/sound/ffmpeg/sample_reader.ts";

Deno.test("samples are read from bytes, however these are split", () => {
  const samples = Float32Array.from({ length: 20 }, (_, n) => n / 20);
  const bytes = new Uint8Array(samples.buffer);
  for (let first = 0; first <= bytes.length; first++) {
    for (const size of [1, 3, 5, 80]) {
      const reader = new SampleReader();
      const read = [...reader.push(bytes.subarray(0, first))];
      for (let at = first; at < bytes.length; at += size) read.push(...reader.push(bytes.subarray(at, at + size)));
      assertEquals(read, [...samples]);
    }
  }
});

Deno.test("what is no number is silence", () => {
  const bytes = new Uint8Array(Float32Array.of(NaN, Infinity, -Infinity, 2).buffer);
  assertEquals([...new SampleReader().push(bytes)], [0, 0, 0, 2]);
});
