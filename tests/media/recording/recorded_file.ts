import { frameHeader } from "../../../src/media/picture/frame_header.ts";
import type { RecordedFrame } from "../../../src/media/recording/matroska_writer.ts";
import type { MatroskaWriter } from "../../../src/media/recording/matroska_writer.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import { concat } from "../synthetic_jpeg.ts";

/** The complete file of a recording. */
export function fileOf(writer: MatroskaWriter, frames: readonly RecordedFrame[]): Uint8Array<ArrayBuffer> {
  return concat([writer.head(), ...frames.flatMap((frame) => writer.frame(frame))]);
}

/** Frames at the given times; the rest is read from their headers. */
export function framesAt(codec: Codec, frames: readonly Uint8Array[], timesMs: readonly number[]): RecordedFrame[] {
  return frames.map((bytes, n) => {
    const header = frameHeader(codec, bytes);
    if (typeof header === "string") throw new Error(header);
    return { track: 0, keyframe: header.keyframe, shown: header.shown, timeMs: timesMs[n], bytes };
  });
}
