import type { CaptureFailure } from "../../../port/capture_device.ts";
import { fittingMode, listedModes } from "./camera_mode.ts";
import { failureReason } from "./failure_reason.ts";
import type { CaptureSource } from "../devices/capture_source.ts";
import type { FfmpegDialect } from "./ffmpeg_args.ts";
import { hideSecrets, shownCamera } from "../hide_secrets.ts";
import { isTooOldForFpsMode } from "../../ffmpeg/rate_option.ts";
import { SHAPE_LINE } from "../film/source_shape.ts";

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

/** The message for a failure without a known reason, and what to do about it. */
interface Trouble {
  readonly pattern: RegExp;
  /** Without it, for every source. */
  readonly kind?: CaptureSource["kind"];
  readonly happened: string;
  readonly hint: string;
}

const USB_ADVICE = "unplug it and plug it in again, best at another USB port and without a hub";

/** Looked at before the reasons: here the words of ffmpeg mean something else, such as a disk that is not full. */
const TROUBLES: readonly Trouble[] = [
  {
    kind: "camera",
    pattern: /no space left on device/i,
    happened: "gets no room on its USB bus, which other devices share",
    hint: "plug it into another USB port, not a hub; or ask for a smaller picture: --width 640",
  },
  {
    kind: "camera",
    pattern: /cannot allocate memory|not enough memory|out of memory/i,
    happened: "gets no memory for its pictures",
    hint: "close other programs; or ask for a smaller picture, such as --width 640",
  },
  {
    kind: "camera",
    pattern: /inappropriate ioctl|not a video capture device|does not support (?:streaming|read) i\/o/i,
    happened: "is not a device that gives pictures",
    hint: "vchat devices lists the cameras; a camera may have several device files, and the first one captures",
  },
  {
    kind: "camera",
    pattern:
      /VIDIOC_[A-Z_]+\)?: (?:input\/output error|protocol error|broken pipe|connection timed out|timer expired)|^\/dev\/\S+: input\/output error/im,
    happened: "does not answer over USB",
    hint: USB_ADVICE,
  },
  {
    pattern: /unknown input format: '?(?:v4l2|avfoundation|dshow|x11grab|gdigrab)/i,
    happened: "cannot be read by this ffmpeg, which was built without devices",
    hint: "install a full ffmpeg; or give the path of one with --ffmpeg",
  },
  {
    kind: "url",
    pattern: /protocol not found/i,
    happened: "has a kind of address that this ffmpeg does not read",
    hint: "check what stands before ://, or install a full ffmpeg",
  },
  {
    pattern: /matches no streams|does not contain any stream/i,
    happened: "holds no video",
    hint: "choose one that does; --camera test shows a test picture instead",
  },
];

const MODE_REFUSED =
  /framerate \(.*\) is not supported|video size \(.*\) is not supported|could not set video options|VIDIOC_S_(?:PARM|FMT)|cannot set (?:framerate|video)/i;
const NO_SUCH_MODE = {
  happened: "gives no picture of the size and rate that it was asked for",
  hint: "try another --fps or --width",
};

/** What became of the source, for a person: the cause, with the name of the source, and what to do about it. */
export function ffmpegFailure(end: FfmpegEnd): FailureReport {
  const { source, hadPicture } = end;
  const said = hideSecrets(end.said, source.kind === "url" ? source.url : "");
  const name = shownCamera(end.name);
  const what = source.kind === "camera" ? `camera ${name}` : source.kind === "screen" ? "the screen" : name;
  let reason = failureReason(said);
  const trouble = TROUBLES.find(({ kind, pattern }) => (kind ?? source.kind) === source.kind && pattern.test(said)) ??
    // A refused mode is reported last: it may be refused because the camera is, for another reason.
    (source.kind === "camera" && reason === undefined && MODE_REFUSED.test(said) ? NO_SUCH_MODE : undefined);
  if (trouble && !hadPicture) {
    return { reason: "unreadable", message: `${what} ${trouble.happened}`, hint: trouble.hint };
  }
  if (hadPicture) {
    if (reason === undefined || reason === "not_found") reason = source.kind === "camera" ? "unplugged" : "stopped";
  } else if (reason === "unplugged" && source.kind !== "camera") reason = "unreadable";
  reason ??= "unreadable";
  return { reason, message: `${what} ${happened(reason, end, said)}`, hint: advice(reason, end) };
}

function happened(reason: CaptureFailure, { source }: FfmpegEnd, said: string): string {
  switch (reason) {
    case "not_found":
      return source.kind === "url" ? "cannot be reached" : "is not there";
    case "busy":
      return "is in use by another program";
    case "no_permission":
      return source.kind === "url" ? "refuses to be read" : "may not be used: permission is denied";
    case "unplugged":
      return "was unplugged, or stopped working";
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
  if (source.kind === "url") {
    if (reason === "no_permission") return "give the name and password in the address: rtsp://NAME:PASSWORD@HOST/...";
    return "check the address; ffplay with the same address shows whether ffmpeg can read it";
  }
  if (source.kind !== "camera") {
    if (reason === "no_permission") return "give yourself the right to read it";
    if (reason === "not_found") return "check the path";
    return "ffplay with the same path shows whether ffmpeg can read it";
  }
  switch (reason) {
    case "busy":
      return os === "linux" && /^\/dev\/[\w./-]+$/.test(source.address)
        ? `close the other program; fuser -v ${source.address} names it`
        : "close the other program";
    case "no_permission":
      return CAMERA_PERMISSION[os] ?? CAMERA_PERMISSION.linux;
    case "unplugged":
      return "plug it in again; it is then used automatically";
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
  /^(?:\s|Input #|Output #|Stream mapping|Press \[q\]|Metadata|frame=|video:|Exiting normally|Conversion failed|\[swscaler @ .*deprecated pixel format)/;
/** Lines that end every failure, and say nothing of this one. */
const LAST_WORDS =
  /^(?:Error opening input|Error opening output|.*: (?:Input\/output error|Invalid argument|I\/O error)$)/;
const COMPLAINT_LENGTH = 160;

/** The last thing that ffmpeg complained of, without what it says of itself and without control characters. */
export function lastComplaint(said: string): string | undefined {
  const lines = said.split(/[\r\n]+/)
    .filter((line) => line !== "" && !CHATTER.test(line) && !SHAPE_LINE.test(line))
    .map((line) => line.replace(/^\[[^\]]*\] /, ""));
  const telling = lines.findLast((line) => !LAST_WORDS.test(line) && !CHATTER.test(line)) ?? lines.at(-1);
  return telling?.replace(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, COMPLAINT_LENGTH);
}

/** What the camera is asked for, if it has a list to choose from. */
export interface AskedMode {
  /** In pixels. */
  readonly width: number;
  readonly fps: number;
}

const FILTERS_REFUSED =
  /no such filter: '?(?:lutyuv|setrange|metadata)|(?:initializing|reinitializing|parsing|configuring) filter|impossible to convert/i;
const FORMAT_REFUSED = /cannot find a proper format|no such input format|VIDIOC_S_FMT|no space left on device/i;

/** How to talk to this ffmpeg, or this camera, instead; `undefined` when it is not the talking that failed. */
export function nextDialect(
  said: string,
  dialect: FfmpegDialect,
  { width, fps }: AskedMode = { width: 0, fps: 0 },
): FfmpegDialect | undefined {
  if (dialect.rateOption === "fps_mode" && isTooOldForFpsMode(said)) {
    return { ...dialect, rateOption: "vsync" };
  }
  if (dialect.tellsShape && /no such filter: '?(?:split|select|showinfo|nullsink)/i.test(said)) {
    return { ...dialect, tellsShape: false };
  }
  // zscale needs to be told the primaries and the matrix as well.
  const cannotMap = /no such filter: '?(?:zscale|tonemap)|no path between colou?rspaces/i.test(said);
  if (dialect.hdrTransfer && dialect.toneMapper === "zscale" && cannotMap) return { ...dialect, toneMapper: "table" };
  if (FILTERS_REFUSED.test(said)) {
    if (dialect.rangeFilter === "lut") return { ...dialect, rangeFilter: "scaler" };
    if (dialect.tellsShape) return { ...dialect, tellsShape: false };
  }
  // A bus that has no room for raw pictures may have it for Motion JPEG, which takes a tenth.
  if (dialect.cameraFormat === undefined && /VIDIOC_STREAMON\)?: no space left on device/i.test(said)) {
    return { ...dialect, cameraFormat: "mjpeg" };
  }
  if (dialect.cameraFormat === "mjpeg" && FORMAT_REFUSED.test(said)) return { ...dialect, cameraFormat: "raw" };
  if (MODE_REFUSED.test(said) && !/device or resource busy/i.test(said)) {
    if (dialect.cameraMode === "size_and_rate") {
      const listedMode = dialect.listedMode ? undefined : fittingMode(listedModes(said), width, fps);
      return listedMode ? { ...dialect, listedMode } : { ...dialect, listedMode: undefined, cameraMode: "rate" };
    }
    if (dialect.cameraMode === "rate") return { ...dialect, cameraMode: "default" };
  }
  return undefined;
}
