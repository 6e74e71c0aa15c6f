import { systemClock } from "../../../io/clock/system_clock.ts";
import { isSpeakerFile } from "../../../io/sound/files/is_speaker_file.ts";
import { openMicrophone } from "../../../io/sound/open_microphone.ts";
import { openSpeaker } from "../../../io/sound/open_speaker.ts";
import { pageName } from "../../../io/sound/page/page_name.ts";
import { openSoundProcessor } from "../../../io/sound/processing/open_sound_processor.ts";
import { fillTestSound } from "../../../media/sound/test_sound.ts";
import { SOUND_FRAME_SAMPLES } from "../../../port/sound_device.ts";
import type { Options } from "../../options/parse_args.ts";
import type { SoundProbe, SoundTrial } from "./check_sound.ts";
import { tryMicrophone } from "./try_microphone.ts";
import { trySpeaker } from "./try_speaker.ts";

type SoundOptions = Pick<
  Options,
  "microphone" | "speaker" | "cancelEcho" | "suppressNoise" | "controlGain" | "ffmpeg" | "window"
>;

interface SoundSystem {
  /** As PULSE_SERVER has it; without it, the one that every program finds. */
  readonly pulseServer?: string;
  readonly patienceMs?: number;
  readonly os?: typeof Deno.build.os;
}

/** A device that has not given or taken a second of sound after this long is broken, or in use by another program. */
const PATIENCE_MS = 20_000;

const IN_WINDOW: SoundTrial = { kind: "not_tried", why: "the window's, which opens only in a call" };

/** The microphone and the loudspeaker as a call would use them, and what would cancel the echo. */
export function systemSound(
  options: SoundOptions,
  { pulseServer, patienceMs = PATIENCE_MS, os = Deno.build.os }: SoundSystem = {},
): SoundProbe {
  const { microphone, speaker, cancelEcho, suppressNoise, controlGain, ffmpeg: ffmpegPath } = options;
  // Where the window is used without being named: open_microphone.ts, open_speaker.ts.
  const isPage = (name: string | undefined) =>
    pageName(name) !== undefined || (os !== "linux" && name === undefined && options.window);
  const query = { os, ffmpegPath, pulseServer };
  const makeTestFrame = (n: number) => {
    const samples = new Float32Array(SOUND_FRAME_SAMPLES);
    fillTestSound(samples, n);
    return samples;
  };
  return {
    microphone: microphone ?? "the system's",
    speaker: speaker ?? "the system's",
    async tryMicrophone() {
      if (isPage(microphone)) return IN_WINDOW;
      const device = openMicrophone({ ...query, microphone, makeTestFrame }, systemClock);
      return await tryMicrophone(device, patienceMs, systemClock);
    },
    async trySpeaker() {
      if (isPage(speaker)) return IN_WINDOW;
      // A file stays as it is.
      if (speaker !== undefined && isSpeakerFile(speaker)) return { kind: "not_tried", why: `${speaker}, a file` };
      return await trySpeaker(openSpeaker({ ...query, speaker }, systemClock), patienceMs, systemClock);
    },
    async echoCanceller() {
      if (!cancelEcho) return { kind: "off" };
      if (isPage(microphone) && isPage(speaker)) return { kind: "window" };
      const { processor, kind, warning } = await openSoundProcessor(
        { echo: true, noise: suppressNoise, gain: controlGain, highPass: true },
      );
      processor.close();
      return { kind: kind === "none" ? "off" : kind, warning };
    },
  };
}
