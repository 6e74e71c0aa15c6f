import type { SoundDeviceFailure, SoundDeviceState } from "../../../port/sound_device.ts";
import { failureReason } from "../../capture/ffmpeg/failure_reason.ts";
import { lastComplaint } from "../../capture/ffmpeg/ffmpeg_failure.ts";
import { hideSecrets, shownCamera } from "../../capture/hide_secrets.ts";
import type { FfmpegSound } from "./sound_capture_args.ts";

/** A run of ffmpeg that is over. */
export interface EndedSoundRun {
  readonly os: typeof Deno.build.os;
  readonly source: FfmpegSound;
  /** What the person calls the source. */
  readonly name: string;
  readonly hadSound: boolean;
  /** The last of what ffmpeg said. */
  readonly said: string;
}

const NO_SOUND = /matches no streams|does not contain any stream/i;
const DEVICE_PERMISSION: Readonly<Record<string, string>> = {
  linux: 'sudo usermod -aG audio "$USER", then log in again',
  darwin: "allow your terminal in System Settings > Privacy & Security > Microphone, then start it again",
  windows: "allow desktop apps in Settings > Privacy & security > Microphone",
};

/** Why it ended, with the name of the source, and what to do about it. */
export function soundFailure({ os, source, name, hadSound, said: all }: EndedSoundRun): SoundDeviceState {
  const said = hideSecrets(all, source.kind === "url" ? source.url : "");
  const isDevice = source.kind === "device";
  const what = isDevice ? `microphone ${name}` : shownCamera(name);
  if (!hadSound && NO_SOUND.test(said)) {
    return failed("unreadable", `${what} holds no sound`, "choose one that does");
  }
  let reason = failureReason(said);
  if (hadSound && (reason === undefined || reason === "not_found")) reason = isDevice ? "unplugged" : "stopped";
  switch (reason) {
    case "not_found":
      return isDevice ? failed(reason, `${what} is not there`, "vchat devices lists the microphones") : failed(
        reason,
        `${what} ${source.kind === "url" ? "cannot be reached" : "is not there"}`,
        "check the path or address",
      );
    case "busy":
      return failed(reason, `${what} is in use by another program`, "close the other program");
    case "no_permission":
      return failed(
        reason,
        `${what} may not be used: permission is denied`,
        isDevice ? DEVICE_PERMISSION[os] ?? DEVICE_PERMISSION.linux : "give yourself the right to read it",
      );
    case "unplugged":
      if (isDevice) {
        return failed(
          reason,
          `${what} was unplugged, or stopped working`,
          "plug it in again; it is then used automatically",
        );
      }
      break;
    case "stopped":
      return failed(
        reason,
        `${what} gives no more sound`,
        "ffplay with the same path shows whether ffmpeg can read it",
      );
  }
  const last = lastComplaint(said);
  return failed(
    "unreadable",
    `${what} cannot be read as sound${last === undefined ? "" : ` (${last})`}`,
    isDevice ? "vchat devices lists the microphones" : "ffplay with the same path shows whether ffmpeg can read it",
  );
}

function failed(reason: SoundDeviceFailure, message: string, hint: string): SoundDeviceState {
  return { state: "failed", reason, message, hint };
}
