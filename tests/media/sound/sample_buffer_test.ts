import { assert, assertEquals } from "@std/assert";
import { SampleBuffer } from "../../../src/media/sound/sample_buffer.ts";
import { SeededRandom } from "../../fake/random.ts";
import { SeamMeter } from "./seam_meter.ts";
import { sineOf } from "./sine_codec.ts";

const HZ = 250, WAVE = sineOf(HZ);

function wave(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => WAVE(from + n));
}

/** A buffer that has played 3000 samples of the sine, and holds 2000. */
function sounding(): SampleBuffer {
  const buffer = new SampleBuffer();
  buffer.append(wave(0, 5000));
  buffer.take(new Float32Array(3000));
  return buffer;
}

function taken(buffer: SampleBuffer): Float32Array {
  const out = new Float32Array(buffer.available);
  buffer.take(out);
  return out;
}

function seamOf(samples: Float32Array): number {
  const meter = new SeamMeter(HZ);
  meter.add(wave(2900, 100));
  meter.add(samples);
  return meter.largest;
}

Deno.test("samples come out as they went in, for as long as one likes", () => {
  const buffer = new SampleBuffer(), out = new Float32Array(480);
  for (let n = 0; n < 300; n++) {
    buffer.append(wave(n * 480, 480));
    if (n < 3) continue;
    buffer.take(out);
    assertEquals(out, wave((n - 3) * 480, 480));
  }
  assertEquals(buffer.available, 3 * 480);
});

Deno.test("a gain goes evenly from one value to the other", () => {
  const buffer = new SampleBuffer();
  buffer.append(new Float32Array(100).fill(1), 0.5, 1);
  const out = taken(buffer);
  assertEquals([out[0], out[49], out[99]], [0.5 + 0.5 / 100, 0.75, 1].map(Math.fround));
});

Deno.test("sound becomes shorter by whole periods, without a click", () => {
  const buffer = sounding();
  const removed = buffer.shorten(600, 480, 0.9);
  assert([192, 384, 576].includes(removed), `${removed}`);
  assertEquals(buffer.available, 2000 - removed);
  const out = taken(buffer);
  assert(seamOf(out) < 1e-4);
  assert(Math.abs(out.at(-1)! - WAVE(4999)) < 1e-6);
});

Deno.test("sound becomes longer by whole periods, without a click, and again", () => {
  const buffer = sounding();
  const first = buffer.lengthen(480, 0.9), second = buffer.lengthen(480, 0.9);
  for (const added of [first, second]) assert([192, 384].includes(added), `${added}`);
  assertEquals(buffer.available, 2000 + first + second);
  const out = taken(buffer);
  assert(seamOf(out) < 1e-4);
  assert(Math.abs(out.at(-1)! - WAVE(4999)) < 1e-6);
});

Deno.test("it may be made longer and shorter any number of times", () => {
  const buffer = sounding(), random = new SeededRandom(1), meter = new SeamMeter(HZ), out = new Float32Array(480);
  for (let at = 5000, n = 0; n < 2000; n++) {
    if (random.next() < 0.5) buffer.lengthen(random.next() * 720, 0.9);
    else buffer.shorten(random.next() * 900, 480, 0.9);
    while (buffer.available < 1500) {
      buffer.append(wave(at, 480));
      at += 480;
    }
    buffer.take(out);
    meter.add(out);
  }
  assert(meter.largest < 1e-3, `${meter.largest}`);
});

Deno.test("what is not alike is left as it is, unless it is faint", () => {
  for (const [gain, isChanged] of [[0.3, false], [0.001, true]] as const) {
    const buffer = new SampleBuffer(), random = new SeededRandom(2);
    buffer.append(Float32Array.from({ length: 5000 }, () => (random.next() - 0.5) * gain));
    buffer.take(new Float32Array(3000));
    assertEquals(buffer.shorten(700, 480, 0.9) > 0, isChanged);
    assertEquals(buffer.lengthen(700, 0.9) > 0, isChanged);
  }
});

Deno.test("it is not made shorter than what must be left", () => {
  const buffer = new SampleBuffer();
  buffer.append(wave(0, 599));
  assertEquals(buffer.shorten(600, 480, -1), 0);
  buffer.append(wave(599, 1));
  assertEquals(buffer.shorten(600, 480, -1), 120);
});

Deno.test("sound that does not follow is moved until it fits", () => {
  const buffer = sounding();
  // 77 samples are missing.
  const skipped = buffer.appendBlended(wave(5077, 960), true);
  assertEquals(buffer.available, 2000 + 960 - skipped);
  assert(seamOf(taken(buffer)) < 0.002);
});

Deno.test("sound of another kind comes in while the old one fades", () => {
  const buffer = sounding();
  assertEquals(buffer.appendBlended(new Float32Array(480), false), 0);
  const out = taken(buffer);
  assert(seamOf(out) < 0.005);
  assertEquals(out.subarray(-200), new Float32Array(200));
});

Deno.test("the power of the last samples is known", () => {
  const buffer = new SampleBuffer();
  buffer.append(wave(0, 4800));
  assert(Math.abs(buffer.powerOfLast(960) - 0.125) < 1e-4);
});
