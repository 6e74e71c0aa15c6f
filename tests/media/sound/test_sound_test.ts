import { assert, assertEquals } from "@std/assert";
import { fillTestSound } from "../../../src/media/sound/test_sound.ts";

Deno.test("the test sound goes on from frame to frame without a click, pauses, and comes back", () => {
  const samples = new Float32Array(480), again = new Float32Array(480);
  let last = 0, most = 0, silentFrames = 0;
  for (let frame = 0; frame < 300; frame++) {
    fillTestSound(samples, frame);
    fillTestSound(again, frame + 300);
    assertEquals(samples, again);
    for (const sample of samples) {
      assert(Math.abs(sample - last) < 0.035, `${sample} after ${last} in ${frame}`);
      most = Math.max(most, Math.abs(sample));
      last = sample;
    }
    if (samples.every((sample) => sample === 0)) silentFrames++;
  }
  assert(most > 0.2 && most < 0.4, `${most}`);
  assertEquals(silentFrames, 8 * 5 + 60);
});

Deno.test("each note has its own pitch", () => {
  const samples = new Float32Array(480), pitches = new Set<number>();
  for (let note = 0; note < 5; note++) {
    let upwards = 0, last = 0;
    for (let frame = 5; frame < 20; frame++) {
      fillTestSound(samples, note * 30 + frame);
      for (const sample of samples) {
        if (sample > 0 && last <= 0) upwards++;
        last = sample;
      }
    }
    pitches.add(upwards);
  }
  assertEquals(pitches.size, 5);
});
