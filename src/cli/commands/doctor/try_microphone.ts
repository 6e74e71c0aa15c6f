import { SoundLevel } from "../../../media/sound/sound_level.ts";
import type { Clock } from "../../../port/clock.ts";
import { type Microphone, SOUND_FRAME_MS } from "../../../port/sound_device.ts";
import type { SoundTrial } from "./check_sound.ts";

const LISTEN_MS = 1000;

/** Listens to a microphone for a second, and stops it. `limitMs`: after this it is given up. */
export async function tryMicrophone(microphone: Microphone, limitMs: number, clock: Clock): Promise<SoundTrial> {
  const { promise, resolve } = Promise.withResolvers<SoundTrial>();
  const level = new SoundLevel();
  let peakDbfs = -Infinity, heardMs = 0;
  const cancel = clock.callAt(clock.nowMs() + limitMs, () => {
    const problem = heardMs === 0 ? "no sound" : `only ${heardMs} ms of sound`;
    resolve({ kind: "failed", problem: `${problem} within ${limitMs / 1000} seconds` });
  });
  microphone.start(
    ({ samples }) => {
      level.add(samples);
      peakDbfs = Math.max(peakDbfs, level.peakDbfs);
      heardMs += SOUND_FRAME_MS;
      if (heardMs >= LISTEN_MS) resolve({ kind: "works", peakDbfs });
    },
    ({ state, message = "no sound", hint }) => {
      if (state === "failed") resolve({ kind: "failed", problem: message, hint });
      if (state === "off") resolve({ kind: "not_tried", why: "none, as asked for" });
    },
  );
  const trial = await promise;
  cancel();
  await microphone.stop();
  return trial;
}
