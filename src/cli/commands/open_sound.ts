import type { Sound } from "../../port/sound.ts";
import type { SoundPage } from "../../io/sound/page/sound_page.ts";
import type { Options } from "../options/parse_args.ts";

/** This end's sound, which starts with the call. `page`: the window's, if there is one. */
export async function openSound(options: Options, page?: SoundPage): Promise<Sound> {
  const { microphone, speaker, cancelEcho, suppressNoise, controlGain, ffmpeg: ffmpegPath } = options;
  // Loaded only if there is sound.
  const { WorkerSound } = await import("../../io/sound/worker/worker_sound.ts");
  const processing = { echo: cancelEcho, noise: suppressNoise, gain: controlGain, highPass: true };
  return new WorkerSound({ microphone, speaker, processing, ffmpegPath }, page);
}
