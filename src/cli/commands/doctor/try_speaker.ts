import { makeSound } from "../../../media/sound/made_sound.ts";
import type { Clock } from "../../../port/clock.ts";
import { SOUND_FRAME_SAMPLES, type Speaker } from "../../../port/sound_device.ts";
import type { SoundTrial } from "./check_sound.ts";

/** Plays four tones on a loudspeaker until they have been heard, and stops it. `limitMs`: after this it is given up. */
export async function trySpeaker(speaker: Speaker, limitMs: number, clock: Clock): Promise<SoundTrial> {
  const { promise, resolve } = Promise.withResolvers<SoundTrial>();
  const tones = makeSound("test"), silence = new Float32Array(SOUND_FRAME_SAMPLES);
  let at = 0;
  const limit = clock.callAt(clock.nowMs() + limitMs, () => {
    resolve({ kind: "failed", problem: `it did not take a second of sound within ${limitMs / 1000} seconds` });
  });
  let heard = () => {};
  speaker.start(
    (playMs) => {
      const samples = at < tones.length ? tones.slice(at, at + SOUND_FRAME_SAMPLES) : silence;
      at += SOUND_FRAME_SAMPLES;
      // The first silence after the tones begins when they have been heard.
      if (samples === silence && at === tones.length + SOUND_FRAME_SAMPLES) {
        heard = clock.callAt(playMs, () => resolve({ kind: "works" }));
      }
      return samples;
    },
    ({ state, message = "no sound", hint }) => {
      if (state === "failed") resolve({ kind: "failed", problem: message, hint });
      if (state === "off") resolve({ kind: "not_tried", why: "none, as asked for" });
    },
  );
  const trial = await promise;
  limit();
  heard();
  await speaker.stop();
  return trial;
}
