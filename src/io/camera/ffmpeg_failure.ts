import type { CaptureFailure } from "../../port/capture_device.ts";
import type { CaptureSource } from "./capture_source.ts";
import type { FfmpegDialect } from "./ffmpeg_args.ts";

/** How a run of ffmpeg ended. */
export interface FfmpegEnd {
  readonly os: typeof Deno.build.os;
  readonly source: CaptureSource;
  /** What the person calls the source. */
  readonly name: string;
  /** Whether a picture came. */
  readonly hadPicture: boolean;
  /** The last of what ffmpeg said. */
  readonly said: string;
}

export interface FailureReport {
  readonly reason: CaptureFailure;
  readonly message: string;
  readonly hint: string;
}

/** First match wins, so what is specific stands before what is general. What is asked of the person comes last in ffmpeg's words. */
const REASONS: readonly (readonly [pattern: RegExp, reason: CaptureFailure])[] = [
  [/device or resource busy|already in use|in use by another|could not run (?:graph|filter)|ebusy/i, "busy"],
  [/permission denied|operation not permitted|not authorized|access is denied|eacces/i, "no_permission"],
  [/\b401 unauthorized|\b403 forbidden/i, "no_permission"],
  [/no such device\b|input\/output error|device (?:was )?(?:removed|disconnected)/i, "unplugged"],
  [/no such file or directory|could not find video device|video device not found|invalid device index/i, "not_found"],
  [/cannot open display|can't open display|could not enumerate video devices/i, "not_found"],
  [/connection (?:refused|timed out|reset)|failed to resolve|no route to host|\b404 not found/i, "not_found"],
  [/capture screen|failed to create av capture/i, "no_permission"],
];

/** What became of the source, for a person: the cause, with the name of the source, and what to do about it. */
export function ffmpegFailure(end: FfmpegEnd): FailureReport {
  const { source, name, hadPicture, said } = end;
  const what = source.kind === "camera" ? `camera ${name}` : source.kind === "screen" ? "the screen" : name;
  let reason = REASONS.find(([pattern]) => pattern.test(said))?.[1];
  if (hadPicture) {
    if (reason === undefined || reason === "not_found") reason = source.kind === "camera" ? "unplugged" : "stopped";
  } else if (reason === "unplugged" && source.kind !== "camera") reason = "unreadable";
  reason ??= "unreadable";
  return { reason, message: `${what} ${happened(reason, end)}`, hint: advice(reason, end) };
}

function happened(reason: CaptureFailure, { source, said }: FfmpegEnd): string {
  switch (reason) {
    case "not_found":
      return source.kind === "url" ? "cannot be reached" : "is not there";
    case "busy":
      return "is in use by another program";
    case "no_permission":
      return source.kind === "url" ? "refuses to be read" : "may not be used: permission is denied";
    case "unplugged":
      return "was unplugged, or broke off";
    case "stopped":
      return "gives no more pictures";
    default: {
      const last = lastComplaint(said);
      return `cannot be read as video${last === undefined ? "" : ` (${last})`}`;
    }
  }
}

function advice(reason: CaptureFailure, { os, source }: FfmpegEnd): string {
  if (source.kind === "screen" && reason !== "stopped") return SCREEN_ADVICE[os] ?? SCREEN_ADVICE.linux;
  if (source.kind === "url") return "check the address; ffplay with the same address shows whether ffmpeg can read it";
  if (source.kind !== "camera") {
    if (reason === "no_permission") return "give yourself the right to read it";
    if (reason === "not_found") return "check the path";
    return "ffplay with the same path shows whether ffmpeg can read it";
  }
  switch (reason) {
    case "busy":
      return os === "linux" && source.address.startsWith("/dev/")
        ? `close the other program; fuser -v ${source.address} names it`
        : "close the other program";
    case "no_permission":
      return CAMERA_PERMISSION[os] ?? CAMERA_PERMISSION.linux;
    case "unplugged":
      return "plug it in again; it is taken up by itself";
    default:
      return "vchat devices lists the cameras; --camera test shows a test picture instead";
  }
}

const CAMERA_PERMISSION: Readonly<Record<string, string>> = {
  linux: 'sudo usermod -aG video "$USER", then log in again',
  darwin: "allow your terminal in System Settings > Privacy & Security > Camera, then start it again",
  windows: "allow desktop apps in Settings > Privacy & security > Camera",
};
const SCREEN_ADVICE: Readonly<Record<string, string>> = {
  linux: "ffmpeg captures X11 only: set DISPLAY, or log in to an X11 session instead of a Wayland one",
  darwin: "allow your terminal in System Settings > Privacy & Security > Screen Recording, then start it again",
  windows: "a locked screen or a service's session cannot be captured: log in at the desktop",
};

/** Lines that say what ffmpeg is about to do, not what went wrong. */
const CHATTER =
  /^(?:\s|Input #|Output #|Stream mapping|Press \[q\]|Metadata|frame=|video:|Exiting normally|Conversion failed)/;
const COMPLAINT_LENGTH = 160;

/** The last thing that ffmpeg complained of, without what it says of itself and without control characters. */
export function lastComplaint(said: string): string | undefined {
  const lines = said.split(/[\r\n]+/).filter((line) => line !== "" && !CHATTER.test(line));
  return lines.at(-1)?.replace(/^\[[^\]]*\] /, "").replace(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, COMPLAINT_LENGTH);
}

/** How to talk to this ffmpeg, or this camera, instead; `undefined` when it is not the talking that failed. */
export function nextDialect(said: string, dialect: FfmpegDialect): FfmpegDialect | undefined {
  if (dialect.rateOption === "fps_mode" && /unrecognized option '?(?:-)?fps_mode/i.test(said)) {
    return { ...dialect, rateOption: "vsync" };
  }
  if (
    dialect.rangeFilter === "lut" &&
    /no such filter: '?(?:lutyuv|setrange)|(?:initializing|reinitializing|parsing|configuring) filter|impossible to convert/i
      .test(said)
  ) {
    return { ...dialect, rangeFilter: "scaler" };
  }
  if (
    /framerate \(.*\) is not supported|video size \(.*\) is not supported|could not set video options|VIDIOC_S_(?:PARM|FMT)|cannot set (?:framerate|video)/i
      .test(said)
  ) {
    if (dialect.cameraMode === "size_and_rate") return { ...dialect, cameraMode: "rate" };
    if (dialect.cameraMode === "rate") return { ...dialect, cameraMode: "default" };
  }
  return undefined;
}
