import { assert, assertEquals } from "@std/assert";
import { IncomingSound } from "../../../src/media/sound/incoming_sound.ts";
import { SOUND_FRAME_SAMPLES } from "../../../src/port/sound_device.ts";

/** The TOC of a mono CELT frame of 10 ms (RFC 6716, table 2: configuration 30), and a byte of it. */
const FRAME = Uint8Array.of(30 << 3, 0);
const LOUD = 0.5;

/** A decoder whose every sample is the same. */
function incoming(sample = LOUD) {
  const made = (samples: number) => new Float32Array(samples).fill(sample);
  return new IncomingSound({
    decode: () => made(SOUND_FRAME_SAMPLES),
    decodeFec: (_bytes, samples) => made(samples),
    conceal: (samples) => made(samples),
  });
}

/** Sends and plays 10 ms at a time, each captured 30 ms before it arrives. */
function run(sound: IncomingSound, frames: number, fromMs = 1000): Float32Array {
  let last = new Float32Array(0);
  for (let n = 0; n < frames; n++) {
    const nowMs = fromMs + n * 10;
    sound.receive({ frames: [{ sequence: n, bytes: FRAME }], captureMs: nowMs - 30, arrivedMs: nowMs });
    last = Float32Array.from(sound.pull(nowMs + 15, nowMs));
  }
  return last;
}

const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

Deno.test("what arrives is heard, and how long after it was said", () => {
  const sound = incoming();
  assert(peak(sound.pull(0, 0)) === 0, "before anything arrives");
  const heard = run(sound, 100);
  assert(Math.abs(peak(heard) - LOUD) < 0.01, `${peak(heard)}`);
  const { mouthToEarMs } = sound, { concealed } = sound.takeFigures();
  // 30 ms on the way, 15 in the loudspeaker, and what the jitter buffer holds.
  assert(mouthToEarMs! >= 45 && mouthToEarMs! <= 70, `${mouthToEarMs}`);
  assertEquals(concealed, 0);
  assert(sound.level.peakDbfs > -8);
});

Deno.test("the share of made-up sound counts since the last figures", () => {
  const sound = incoming();
  run(sound, 50);
  sound.takeFigures();
  for (let n = 0; n < 50; n++) sound.pull(1515 + n * 10, 1500 + n * 10);
  assert(sound.takeFigures().concealed > 0.9);
});

Deno.test("what is dropped counts since the last figures, by its reason", () => {
  const sound = incoming();
  run(sound, 50);
  assertEquals(sound.takeFigures().drops, []);
  sound.receive({ frames: [{ sequence: 50, bytes: new Uint8Array(0) }], captureMs: 1500, arrivedMs: 1500 });
  for (let n = 0; n < 40; n++) {
    sound.receive({ frames: [{ sequence: 49, bytes: FRAME }], captureMs: 0, arrivedMs: 1500 });
  }
  assertEquals(sound.takeFigures().drops, [{ reason: "sound_truncated", count: 1 }], "a repetition is no drop");
  assertEquals(sound.takeFigures().drops, []);
});

Deno.test("sound of another call is not heard, and does not count", () => {
  const sound = incoming();
  run(sound, 50);
  sound.receive({ frames: [{ sequence: 50, bytes: FRAME }], captureMs: 1470, arrivedMs: 1500 });
  sound.restart();
  for (let n = 0; n < 3; n++) sound.pull(1520 + n * 10, 1505 + n * 10);
  assertEquals(sound.mouthToEarMs, undefined);
  for (let n = 0; n < 5; n++) {
    const nowMs = 1535 + n * 10;
    sound.receive({ frames: [{ sequence: 7_000_000 + n, bytes: FRAME }], captureMs: nowMs - 30, arrivedMs: nowMs });
    sound.pull(nowMs + 15, nowMs);
  }
  assert(sound.mouthToEarMs !== undefined);
  assertEquals(sound.takeFigures().drops, []);
});

Deno.test("silence that was told is not made up", () => {
  const sound = incoming();
  run(sound, 50);
  sound.receive({ frames: [], captureMs: 1500, arrivedMs: 1500 });
  sound.takeFigures();
  for (let n = 0; n < 50; n++) sound.pull(1515 + n * 10, 1500 + n * 10);
  assertEquals(sound.takeFigures().concealed, 0);
});

Deno.test("a sign of life within silence makes up nothing, however long it waits to be played", () => {
  const sound = incoming();
  run(sound, 50);
  sound.holdBack(80);
  let sequence = 50;
  for (let n = 0; n < 500; n++) {
    const nowMs = 1500 + n * 10;
    // As DTX does it: a frame each 400 ms, and silence again.
    if (n % 40 === 10) sound.receive({ frames: [{ sequence, bytes: FRAME }], captureMs: nowMs, arrivedMs: nowMs });
    if (n === 0 || n % 40 === 11) sound.receive({ frames: [], captureMs: nowMs, arrivedMs: nowMs });
    sequence++;
    sound.pull(nowMs + 15, nowMs);
  }
  assertEquals(sound.takeFigures().concealed, 0);
});

Deno.test("the share of made-up sound is one of the time, silence included", () => {
  const sound = incoming();
  run(sound, 50);
  sound.takeFigures();
  for (let n = 0; n < 50; n++) {
    if (n === 25) sound.receive({ frames: [], captureMs: 1750, arrivedMs: 1750 });
    sound.pull(1515 + n * 10, 1500 + n * 10);
  }
  const { concealed } = sound.takeFigures();
  assert(concealed > 0.4 && concealed < 0.6, `${concealed}`);
});

Deno.test("the volume makes it louder or softer, and never more than full scale", () => {
  const soft = incoming();
  soft.setVolume(0.5);
  assert(Math.abs(peak(run(soft, 100)) - LOUD / 2) < 0.01);
  const loud = incoming(5);
  loud.setVolume(2);
  assert(peak(run(loud, 100)) <= 1);
  const off = incoming();
  off.setVolume(0);
  assertEquals(peak(run(off, 100)), 0);
});

Deno.test("one of vchat's own sounds is heard over silence, and ends", () => {
  const sound = incoming();
  sound.play("joined");
  const heard = Array.from({ length: 60 }, (_, n) => peak(sound.pull(n * 10, n * 10)));
  assert(Math.max(...heard.slice(0, 30)) > 0.02);
  assertEquals(Math.max(...heard.slice(40)), 0);
});

Deno.test("random bytes are never heard above full scale, and end nothing", () => {
  const sound = incoming(3);
  for (let n = 0; n < 2000; n++) {
    const bytes = new Uint8Array(1 + n % 90).map((_, i) => (n * 31 + i * 17) & 0xff);
    sound.receive({ frames: [{ sequence: n * 7919 % 5000, bytes }], captureMs: undefined, arrivedMs: n });
    const heard = sound.pull(n, n);
    assertEquals(heard.length, SOUND_FRAME_SAMPLES);
    assert(peak(heard) <= 1);
  }
});
