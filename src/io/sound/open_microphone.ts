import type { Clock } from "../../port/clock.ts";
import type { Microphone } from "../../port/sound_device.ts";
import { NoSuchSource } from "../capture/devices/capture_source.ts";
import { systemSourceLookup } from "../capture/devices/system_source_lookup.ts";
import { alsaDevices } from "./devices/alsa_devices.ts";
import { findSoundDevice, noSoundDevice } from "./devices/find_sound_device.ts";
import { listSoundDevices, type SoundDeviceQuery } from "./devices/list_sound_devices.ts";
import { readProcFile } from "../process/proc_file.ts";
import { findSoundSource } from "./devices/sound_source.ts";
import { type CaptureRun, DeviceMicrophone } from "./device_microphone.ts";
import { ffmpegCapture } from "./ffmpeg/ffmpeg_capture.ts";
import { NoMicrophone } from "./no_microphone.ts";
import { pacedCapture } from "./paced_capture.ts";
import { noPage } from "./page/no_page.ts";
import type { PageDevices } from "./page/page_devices.ts";
import { pageName } from "./page/page_name.ts";
import { pulseCapture } from "./pulse/pulse_capture.ts";
import type { PulseLoop } from "./pulse/pulse_loop.ts";
import { withAlsa } from "./with_alsa.ts";

export interface MicrophoneOptions extends SoundDeviceQuery {
  /** As `--microphone` has it: NAME, INDEX, `window`, `test`, `none`, or a file, FIFO or URL. Without it, the usual microphone. */
  readonly microphone?: string;
  /** Makes the sound of `test`: the frame that begins `n` times 10 ms after the first. */
  readonly makeTestFrame: (n: number) => Float32Array;
  /** Absent if there is no window. */
  readonly page?: PageDevices;
  /** As in `PulseOptions`. */
  readonly loop?: PulseLoop;
}

/** The device for `--microphone`. What it means is looked up each time it is tried, so that it may appear later. */
export function openMicrophone(options: MicrophoneOptions, clock: Clock): Microphone {
  const { microphone: name, makeTestFrame } = options;
  if (name === "none") return new NoMicrophone();
  if (name === "test") return new DeviceMicrophone(pacedCapture(makeTestFrame, clock), clock);
  const ofPage = pageName(name);
  if (ofPage) return new DeviceMicrophone(options.page?.capture(ofPage) ?? noPage("microphone"), clock);
  const { pathKind } = systemSourceLookup(options);
  const device = deviceCapture(options, clock);
  return new DeviceMicrophone(async (...run) => {
    const source = await findSoundSource(name, pathKind);
    const capture = source.kind === "microphone" ? device : ffmpegCapture({ ...options, source, name: name! }, clock);
    return await capture(...run);
  }, clock);
}

/** A microphone by NAME or INDEX, or the usual one. */
function deviceCapture(options: MicrophoneOptions, clock: Clock): CaptureRun {
  const { os, microphone: wanted, page, pulseServer: server, loop } = options;
  const throughFfmpeg = (address: string): CaptureRun =>
    ffmpegCapture({ ...options, source: { kind: "device", address }, name: wanted ?? address }, clock);
  if (os === "linux") {
    return withAlsa(pulseCapture({ wanted, server, loop }, clock), (ended) => {
      const microphones = alsaDevices(readProcFile("/proc/asound/pcm")).filter(({ kind }) => kind === "microphone");
      if (microphones.length === 0) return wanted === undefined ? page?.capture({ otherwise: ended }) : undefined;
      return throughFfmpeg(wanted === undefined ? "default" : findSoundDevice("microphone", wanted, microphones));
    });
  }
  const listed: CaptureRun = async (...run) => {
    const microphones = await listSoundDevices(options, clock);
    if (microphones.length === 0) throw noSoundDevice("microphone");
    return await throughFfmpeg(findSoundDevice("microphone", wanted ?? "0", microphones))(...run);
  };
  return wanted === undefined && page ? captureOr(page.capture({}), listed) : listed;
}

/** The microphone of the window, whose echo the system cancels; ffmpeg's where the window may not have any. */
function captureOr(ofPage: CaptureRun, listed: CaptureRun): CaptureRun {
  return async (...run) => {
    const ended = await ofPage(...run);
    if (ended?.reason !== "no_permission" && ended?.reason !== "not_started") return ended;
    try {
      const other = await listed(...run);
      return other?.reason === "no_ffmpeg" ? ended : other;
    } catch (error) {
      if (!(error instanceof NoSuchSource)) throw error;
      return ended;
    }
  };
}
