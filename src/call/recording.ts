import type { Codec } from "../port/encoded_frame.ts";
import type { ReceivedSound } from "../port/sound.ts";
import type { ReceivedFrame } from "../wire/wire.ts";

/** Records what is received. */
export interface Recording {
  /** `receivedMs` is in this end's clock, like the frame's capture time. */
  append(frame: ReceivedFrame, receivedMs: number): void;
  /** A call that carries sound has begun. The numbers of its frames start again, and from now on files have a place for it. */
  expectSound(): void;
  appendSound(sound: ReceivedSound): void;
}

/** The formats of a recording. `mjpeg` is JPEGs one after the other, without times and sound. */
export type RecordingFormat = "mjpeg" | "matroska" | "webm";

const CODEC_NAMES: Readonly<Record<Codec, string>> = {
  jpeg: "JPEG",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1",
  h264: "H.264",
};
const HELD_CODECS: Readonly<Record<RecordingFormat, readonly Codec[]>> = {
  mjpeg: ["jpeg"],
  matroska: ["jpeg", "vp8", "vp9", "av1", "h264"],
  webm: ["vp8", "vp9", "av1"],
};

/** The format that the ending of a file's name selects. */
export function recordingFormat(path: string): RecordingFormat {
  if (/\.mkv$/i.test(path)) return "matroska";
  return /\.webm$/i.test(path) ? "webm" : "mjpeg";
}

/** Why a format cannot contain a codec, and what to do; `undefined` if it can. */
export function unfitReason(format: RecordingFormat, codec: Codec): { problem: string; hint: string } | undefined {
  if (HELD_CODECS[format].includes(codec)) return undefined;
  const kind = format === "webm" ? "a .webm file" : "a file of JPEGs";
  return {
    problem: `${kind} cannot hold ${CODEC_NAMES[codec]}, the codec that is received`,
    hint: "give the file a name that ends in .mkv: it holds every codec",
  };
}
