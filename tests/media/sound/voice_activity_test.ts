import { assert, assertEquals } from "@std/assert";
import { VoiceActivity } from "../../../src/media/sound/voice_activity.ts";
import { SeededRandom } from "../../fake/random.ts";

/** 10 ms of a room, and perhaps of a voice: a tone that changes its loudness, as syllables do. */
function frameOf(random: SeededRandom, frame: number, noise: number, voice: number): Float32Array {
  const syllable = voice * Math.abs(Math.sin(Math.PI * frame / 22));
  return Float32Array.from(
    { length: 480 },
    (_, n) => (random.next() - 0.5) * noise + syllable * Math.sin(2 * Math.PI * 180 * (frame * 480 + n) / 48_000),
  );
}

/** The share of the time in which somebody is said to speak. */
function share(
  activity: VoiceActivity,
  frames: number,
  noise: number,
  voice: number,
  random = new SeededRandom(3),
): number {
  let count = 0;
  for (let n = 0; n < frames; n++) if (activity.add(frameOf(random, n, noise, voice))) count++;
  return count / frames;
}

Deno.test("a voice is found in a quiet room and in a loud one, and noise alone is none", () => {
  for (const [noise, voice] of [[0.0005, 0.02], [0.01, 0.1], [0.05, 0.3]]) {
    const activity = new VoiceActivity();
    share(activity, 600, noise, 0);
    assertEquals(share(activity, 500, noise, 0), 0, `noise of ${noise}`);
    assert(share(activity, 300, noise, voice) > 0.9, `voice of ${voice}`);
  }
});

Deno.test("a fan that is switched on is noise after a few seconds", () => {
  const activity = new VoiceActivity();
  share(activity, 300, 0.0005, 0);
  share(activity, 500, 0.05, 0);
  assertEquals(share(activity, 300, 0.05, 0), 0);
});

Deno.test("a click is no voice, and a voice lasts through the pause between two words", () => {
  const activity = new VoiceActivity();
  share(activity, 300, 0.0005, 0);
  const click = new Float32Array(480).fill(0.5);
  for (let n = 0; n < 5; n++) {
    assertEquals(activity.add(click), false);
    share(activity, 40, 0.0005, 0);
  }
  share(activity, 100, 0.0005, 0.1);
  assertEquals(activity.isSpeaking, true);
  assert(Math.abs(share(activity, 100, 0.0005, 0) - 0.4) <= 0.03);
  assertEquals(activity.isSpeaking, false);
});

Deno.test("digital silence is no voice", () => {
  assertEquals(share(new VoiceActivity(), 500, 0, 0), 0);
});
