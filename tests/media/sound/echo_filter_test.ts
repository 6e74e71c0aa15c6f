import { assert, assertEquals } from "@std/assert";
import { EchoFilter } from "../../../src/media/sound/echo_filter.ts";
import { decibels, rms, type RoomSound, simulateRoom } from "../../fake/simulated_room.ts";
import { readSpeech, toSoundRate } from "../../vectors/sound/read_speech.ts";

const BLOCK = 480, RATE_HZ = 48_000;
const FAR = readSpeech("far.wav");
const NEAR = readSpeech("near.wav").map((sample) => sample / 2);

function room(options: { seed?: number; delayMs?: number; nearAtMs?: number; lengthMs?: number } = {}): RoomSound {
  const { seed = 7, delayMs = 40, nearAtMs = 4_000, lengthMs = 6_000 } = options;
  const sound = simulateRoom({ seed, delayMs, nearAtMs, lengthMs }, FAR, NEAR);
  const { far, echo, near, noise } = sound;
  return { far: toSoundRate(far), echo: toSoundRate(echo), near: toSoundRate(near), noise: toSoundRate(noise) };
}

const sum = (...parts: Float32Array[]) => parts[0].map((_, n) => parts.reduce((total, part) => total + part[n], 0));

/** `beforeBlock` may play or shift before block `n` is captured. */
function filtered(far: Float32Array, captured: Float32Array, options: {
  filter?: EchoFilter;
  beforeBlock?: (filter: EchoFilter, n: number) => void;
} = {}): Float32Array {
  const filter = options.filter ?? new EchoFilter({ keepsSome: false });
  const out = new Float32Array(captured.length);
  for (let at = 0; at + BLOCK <= captured.length; at += BLOCK) {
    options.beforeBlock?.(filter, at / BLOCK);
    filter.play(far.subarray(at, at + BLOCK));
    out.set(filter.clean(captured.subarray(at, at + BLOCK)), at);
  }
  return out;
}

/** By how much the sound is less than the echo from one second to another, in dB. */
const reduction = (echo: Float32Array, out: Float32Array, fromSeconds: number, toSeconds: number) =>
  decibels(
    rms(echo, fromSeconds * RATE_HZ, toSeconds * RATE_HZ) / rms(out, fromSeconds * RATE_HZ, toSeconds * RATE_HZ),
  );

Deno.test("the echo of rooms with different delays goes down by 12 dB within two seconds, and further", () => {
  for (const [seed, delayMs] of [[7, 10], [99, 40], [3, 90]]) {
    const { far, echo, noise } = room({ seed, delayMs });
    const out = filtered(far, sum(echo, noise));
    assert(reduction(echo, out, 2, 3) > 12, `${delayMs} ms: ${reduction(echo, out, 2, 3)} dB in the third second`);
    assert(reduction(echo, out, 5, 6) > 20, `${delayMs} ms: ${reduction(echo, out, 5, 6)} dB in the sixth`);
  }
});

Deno.test("a near voice during the echo passes whole, and does not spoil the filter", () => {
  const { far, echo, near, noise } = room({ nearAtMs: 3_000, lengthMs: 6_000 });
  const out = filtered(far, sum(echo, near, noise));
  let inStep = 0, power = 0;
  for (let n = 3 * RATE_HZ; n < 5.4 * RATE_HZ; n++) {
    inStep += out[n] * near[n];
    power += near[n] * near[n];
  }
  assert(Math.abs(decibels(inStep / power)) < 1, `the voice changes by ${decibels(inStep / power)} dB`);
  const left = sum(out, near.map((sample) => -sample));
  assert(reduction(echo, left, 3.2, 5.4) > 10, `${reduction(echo, left, 3.2, 5.4)} dB while both speak`);
  assert(reduction(echo, out, 5.5, 6) > 15, `${reduction(echo, out, 5.5, 6)} dB after that`);
});

Deno.test("without anything played, sound passes unchanged", () => {
  const { near, noise } = room({ nearAtMs: 0, lengthMs: 1_000 });
  const captured = sum(near, noise);
  assertEquals(filtered(new Float32Array(captured.length), captured), captured);
});

Deno.test("a filter that a moved laptop makes wrong does not add sound, and learns again", () => {
  const first = room({ seed: 7, lengthMs: 4_000 }), second = room({ seed: 8, lengthMs: 4_000 });
  const filter = new EchoFilter({ keepsSome: false });
  filtered(first.far, sum(first.echo, first.noise), { filter });
  const captured = sum(second.echo, second.noise);
  const out = filtered(second.far, captured, { filter });
  for (let at = 0; at + BLOCK <= out.length; at += BLOCK) {
    assert(rms(out, at, at + BLOCK) <= rms(captured, at, at + BLOCK) * 1.000_01, `block ${at / BLOCK} is louder`);
  }
  assert(reduction(second.echo, out, 3, 4) > 12, `${reduction(second.echo, out, 3, 4)} dB in the fourth second`);
});

Deno.test("a filter that is told of a block more or less stays right", () => {
  const { far, echo, noise } = room({ delayMs: 60 });
  const captured = sum(echo, noise);
  for (const shift of [-2, 1]) {
    // From block 400 on the loudspeaker's sound comes so many blocks later, and its echo so many sooner.
    const late = far.slice();
    if (shift < 0) late.set(far.subarray(400 * BLOCK, far.length + shift * BLOCK), (400 - shift) * BLOCK);
    else late.set(far.subarray((400 + shift) * BLOCK), 400 * BLOCK);
    if (shift < 0) late.fill(0, 400 * BLOCK, (400 - shift) * BLOCK);
    const told = filtered(late, captured, {
      beforeBlock: (filter, n) => {
        if (n === 400) filter.shiftPath(shift);
      },
    });
    const untold = filtered(late, captured);
    const [a, b] = [reduction(echo, told, 4.3, 4.8), reduction(echo, untold, 4.3, 4.8)];
    assert(a > 12 && a > b + 5, `shift ${shift}: ${a} dB if told, ${b} dB if not`);
  }
});

Deno.test("for a canceller that follows, some echo is kept: all at first, 14 dB less at the end", () => {
  const { far, echo, noise } = room();
  const out = filtered(far, sum(echo, noise), { filter: new EchoFilter({ keepsSome: true }) });
  assert(Math.abs(reduction(echo, out, 0, 0.1)) < 1);
  const atEnd = reduction(echo, out, 5, 6);
  assert(atEnd > 10 && atEnd < 15, `${atEnd} dB`);
});
