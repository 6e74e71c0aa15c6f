import type { Clock } from "../../../port/clock.ts";
import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { avfoundationMicrophones, dshowMicrophones } from "../../capture/devices/capture_device_lists.ts";
import { readProcFile } from "../../process/proc_file.ts";
import { runTool } from "../../process/run_tool.ts";
import { pulseChoices } from "../pulse/pulse_choices.ts";
import { PulseConnection } from "../pulse/pulse_connection.ts";
import { pulseDevices } from "../pulse/pulse_devices.ts";
import { PulseError } from "../pulse/pulse_error.ts";
import { alsaDevices } from "./alsa_devices.ts";

export interface SoundDeviceQuery {
  readonly os: typeof Deno.build.os;
  /** ffmpeg's path; without it, the one on the PATH. Linux needs none. */
  readonly ffmpegPath?: string;
  /** As PULSE_SERVER has it; without it, the one that every program finds. */
  readonly pulseServer?: string;
}

/**
 * The microphones and loudspeakers of this machine, by name: those of PulseAudio or PipeWire, or else those of ALSA. Elsewhere the
 * microphones that ffmpeg lists; loudspeakers are the window's there. None if they cannot be listed.
 */
export async function listSoundDevices(query: SoundDeviceQuery, clock: Clock): Promise<SoundDeviceChoice[]> {
  const { os, ffmpegPath = "ffmpeg", pulseServer } = query;
  const listed = async (format: string, input: string) => {
    const args = ["-hide_banner", "-nostdin", "-f", format, "-list_devices", "true", "-i", input];
    return (await runTool(ffmpegPath, args))?.stderr ?? ""; // It ends with an error after the list, always.
  };
  const kind = "microphone";
  switch (os) {
    case "darwin":
      return avfoundationMicrophones(await listed("avfoundation", "")).map((device) => ({ kind, ...device }));
    case "windows":
      return dshowMicrophones(await listed("dshow", "dummy")).map((device) => ({ kind, ...device }));
    default:
      return await listPulse(pulseServer, clock) ?? alsaDevices(readProcFile("/proc/asound/pcm"));
  }
}

/** `undefined` without a server. */
async function listPulse(server: string | undefined, clock: Clock): Promise<SoundDeviceChoice[] | undefined> {
  const connection = await PulseConnection.create(clock);
  if (!connection) return undefined;
  try {
    await connection.connect(server, () => false);
    return pulseChoices(await pulseDevices(connection));
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    return undefined;
  } finally {
    connection.close();
  }
}
