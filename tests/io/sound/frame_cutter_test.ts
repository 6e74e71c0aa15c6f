import { assertEquals } from "@std/assert";
import { FrameCutter } from "../../../src/io/sound/frame_cutter.ts";
import { SOUND_FRAME_SAMPLES } from "../../../src/port/sound_device.ts";

Deno.test("samples are cut into frames, in whatever pieces they come", () => {
  const samples = Float32Array.from({ length: 3 * SOUND_FRAME_SAMPLES + 7 }, (_, n) => n);
  for (const piece of [1, 7, 240, SOUND_FRAME_SAMPLES, SOUND_FRAME_SAMPLES + 1, samples.length]) {
    const cutter = new FrameCutter();
    const frames: Float32Array[] = [];
    for (let at = 0; at < samples.length; at += piece) frames.push(...cutter.push(samples.subarray(at, at + piece)));
    assertEquals(frames.length, 3);
    assertEquals(frames.flatMap((frame) => [...frame]), [...samples.subarray(0, 3 * SOUND_FRAME_SAMPLES)]);
    assertEquals(cutter.waiting, 7);
  }
});
