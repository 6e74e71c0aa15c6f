import type { Clock } from "../../port/clock.ts";
import type { Speaker } from "../../port/sound_device.ts";
import { readProcFile } from "../process/proc_file.ts";
import { alsaPlayback } from "./alsa/alsa_playback.ts";
import { alsaDevices } from "./devices/alsa_devices.ts";
import { findSoundDevice } from "./devices/find_sound_device.ts";
import type { SoundDeviceQuery } from "./devices/list_sound_devices.ts";
import { DeviceSpeaker } from "./device_speaker.ts";
import { isSpeakerFile } from "./files/is_speaker_file.ts";
import { WavSpeaker } from "./files/wav_speaker.ts";
import { NoSpeaker } from "./no_speaker.ts";
import { noPage } from "./page/no_page.ts";
import type { PageDevices } from "./page/page_devices.ts";
import { pageName } from "./page/page_name.ts";
import type { PulseLoop } from "./pulse/pulse_loop.ts";
import { pulsePlayback } from "./pulse/pulse_playback.ts";
import { withAlsa } from "./with_alsa.ts";

export interface SpeakerOptions extends SoundDeviceQuery {
  /** As `--speaker` has it: NAME, INDEX, `window`, `none`, or a WAV file. Without it, the usual loudspeaker. */
  readonly speaker?: string;
  /** Absent if there is no window. */
  readonly page?: PageDevices;
  /** As in `PulseOptions`. */
  readonly loop?: PulseLoop;
}

/** The device for `--speaker`. What it means is looked up each time it is tried, so that it may appear later. */
export function openSpeaker(options: SpeakerOptions, clock: Clock): Speaker {
  const { speaker: wanted, os, page, pulseServer: server, loop } = options;
  if (wanted === "none") return new NoSpeaker(clock);
  const ofPage = pageName(wanted) ?? (os !== "linux" && wanted === undefined && page ? {} : undefined);
  if (ofPage) return new DeviceSpeaker(page?.playback(ofPage) ?? noPage("speaker"), clock);
  if (wanted !== undefined && isSpeakerFile(wanted)) return new WavSpeaker(wanted, clock);
  if (os !== "linux") {
    return new DeviceSpeaker(() =>
      Promise.resolve({
        state: "failed",
        reason: "not_found",
        message: "vchat itself plays no sound on this system; its window does",
        hint: "leave out --no-window and --ascii, or give --speaker window, FILE.wav or none",
      }), clock);
  }
  const run = withAlsa(pulsePlayback({ wanted, server, loop }, clock), (ended) => {
    const speakers = alsaDevices(readProcFile("/proc/asound/pcm")).filter(({ kind }) => kind === "speaker");
    if (speakers.length === 0) return wanted === undefined ? page?.playback({ otherwise: ended }) : undefined;
    const address = wanted === undefined ? "default" : findSoundDevice("speaker", wanted, speakers);
    return alsaPlayback({ address, name: wanted ?? address }, clock);
  });
  return new DeviceSpeaker(run, clock);
}
