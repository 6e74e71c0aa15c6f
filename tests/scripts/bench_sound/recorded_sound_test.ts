import { assert, assertEquals } from "@std/assert";
import { RecordedSound } from "../../../scripts/bench_sound/recorded_sound.ts";

/** 10 ms, and how many samples of the recording they are. */
const PIECE = 480, RECORDED = 80;

Deno.test("a recording is at 8 kHz, whatever the lengths of its pieces", () => {
  const sound = new RecordedSound();
  sound.add(new Float32Array(100).fill(0.5), 0);
  sound.add(new Float32Array(140).fill(0.5), 5);
  assertEquals(sound.samples, new Float32Array(40).fill(0.5));
});

Deno.test("late pieces do not change when samples were heard; a gap does", () => {
  const sound = new RecordedSound();
  for (let n = 1; n <= 1000; n++) sound.add(new Float32Array(PIECE), 500 + n * 10 + (n % 7) * 5);
  assertEquals([0, 400 * RECORDED, 999 * RECORDED].map((n) => sound.timeMs(n)), [500, 4500, 10_490]);
  // The recorder lost 300 ms.
  for (let n = 1001; n <= 2000; n++) sound.add(new Float32Array(PIECE), 800 + n * 10);
  assertEquals([500 * RECORDED, 1500 * RECORDED].map((n) => sound.timeMs(n)), [5500, 15_800]);
});

Deno.test("it grows", () => {
  const sound = new RecordedSound();
  for (let n = 0; n < 2000; n++) sound.add(new Float32Array(PIECE).fill(n), n * 10);
  assertEquals(sound.samples.length, 2000 * RECORDED);
  assert(sound.samples.every((sample, n) => sample === Math.floor(n / RECORDED)));
});
