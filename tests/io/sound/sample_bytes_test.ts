import { assertEquals } from "@std/assert";
import { sampleBytes } from "../../../src/io/sound/sample_bytes.ts";

Deno.test("samples become 16-bit numbers, and what is too loud is clipped", () => {
  const bytes = sampleBytes(Float32Array.of(0, 1, -1, 0.5, 7, -Infinity, NaN));
  assertEquals([...new Int16Array(bytes.buffer)], [0, 32_767, -32_768, 16_384, 32_767, -32_768, 0]);
});
