import { assert, assertEquals } from "@std/assert";
import { heardDelays } from "../../../scripts/bench_sound/heard_delays.ts";
import { RecordedSound } from "../../../scripts/bench_sound/recorded_sound.ts";
import { SeededRandom } from "../../fake/random.ts";

const PIECE = 480, RATE_PER_MS = 48;

/** A recording of `samples` that began at `beganMs`. */
function recorded(samples: Float32Array, beganMs: number): RecordedSound {
  const sound = new RecordedSound();
  for (let at = 0; at < samples.length; at += PIECE) {
    sound.add(samples.subarray(at, at + PIECE), beganMs + (at + PIECE) / RATE_PER_MS);
  }
  return sound;
}

/** A sound unlike any other, without what is too high for a recording. */
function speech(seconds: number): Float32Array {
  const random = new SeededRandom(5);
  let smooth = 0;
  return Float32Array.from({ length: seconds * 48_000 }, () => smooth = smooth * 0.9 + (random.next() - 0.5) * 0.3);
}

/** `samples` after so long, at half the volume. */
function later(samples: Float32Array, ms: number): Float32Array {
  const out = new Float32Array(samples.length);
  out.set(samples.subarray(0, samples.length - ms * RATE_PER_MS).map((sample) => sample / 2), ms * RATE_PER_MS);
  return out;
}

Deno.test("speech is found where it is heard, whenever the recordings began", () => {
  const spoken = speech(3);
  const found = heardDelays(recorded(spoken, 1000), recorded(later(spoken, 120), 950), { fromMs: 1000, toMs: 3500 });
  assertEquals(found.length, 11);
  for (const { delayMs } of found) assert(Math.abs(delayMs - 70) < 0.2, `${delayMs}`);
  assert(Math.abs(found[0].heardMs - 1070) < 0.2);
});

Deno.test("only what was spoken in the span counts, and neither pauses nor what is not heard do", () => {
  const spoken = speech(3);
  spoken.fill(0, 0.5 * 48_000, 1.5 * 48_000);
  const heard = later(spoken, 50);
  heard.fill(0, 2.5 * 48_000);
  const found = heardDelays(recorded(spoken, 0), recorded(heard, 0), { fromMs: 300, toMs: 2900 });
  for (const { delayMs } of found) assert(Math.abs(delayMs - 50) < 0.2, `${delayMs}`);
  assertEquals(found.map(({ heardMs }) => Math.round(heardMs - 50)), [400, 1200, 1400, 1600, 1800, 2000, 2200]);
  assertEquals(heardDelays(recorded(spoken, 0), new RecordedSound(), { fromMs: 0, toMs: 3000 }), []);
});
