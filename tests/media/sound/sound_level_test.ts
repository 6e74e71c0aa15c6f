import { assert, assertEquals } from "@std/assert";
import { SoundLevel } from "../../../src/media/sound/sound_level.ts";
import { sineOf } from "./sine_codec.ts";

function levelOf(amplitude: number, frames: number, level = new SoundLevel()): SoundLevel {
  const wave = sineOf(1000, amplitude);
  for (let n = 0; n < frames; n++) level.add(Float32Array.from({ length: 480 }, (_, at) => wave(at)));
  return level;
}

Deno.test("a sine has its amplitude as peak", () => {
  for (const dbfs of [0, -6, -40]) {
    const level = levelOf(10 ** (dbfs / 20), 200);
    assert(Math.abs(level.peakDbfs - dbfs) < 0.01, `${level.peakDbfs}`);
  }
});

Deno.test("after a loud moment the peak falls by 12 dB a second, down to -90 dBFS", () => {
  const level = levelOf(1, 100);
  levelOf(0, 100, level);
  assert(Math.abs(level.peakDbfs + 12) < 0.2, `${level.peakDbfs}`);
  levelOf(0, 2000, level);
  assertEquals(level.peakDbfs, -90);
});

Deno.test("what is no number is silence", () => {
  const level = new SoundLevel();
  level.add(new Float32Array(480).fill(NaN));
  level.add(new Float32Array(0));
  assertEquals(level.peakDbfs, -90);
});
