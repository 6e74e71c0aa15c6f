import { frameHeader } from "../media/picture/frame_header.ts";
import { codecConfiguration } from "../media/recording/codec_configuration.ts";
import { MatroskaWriter } from "../media/recording/matroska_writer.ts";
import type { Codec, TrackId } from "../port/encoded_frame.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import { type Recording, type RecordingFormat, unfitReason } from "./recording.ts";

export interface RecordingPorts {
  /** Appends bytes to the file. They do not change afterwards. Not called before the first frame. */
  write(bytes: Uint8Array): void;
  /** Starts another file for all later bytes. Returns whether that was possible; if not, nothing more is written. */
  nextFile(): boolean;
  /** Frames are left out for this reason. Called at most once for each codec. */
  leftOut(reason: string): void;
}

/** The largest delay of a frame, in milliseconds. A peer with a wrong clock stretches a recording at most by this. */
const MAX_DELAY_MS = 10_000;

/**
 * Records the track of the first frame that arrives, from its first keyframe on. Frames of other tracks are left out. The start of a
 * file names its codec, so another codec, for example the next caller's, begins another file.
 */
export class TrackRecording implements Recording {
  readonly #format: RecordingFormat;
  readonly #ports: RecordingPorts;
  readonly #leftOut = new Set<Codec>();
  #trackId: TrackId | undefined;
  /** The current file, from its first frame on. */
  #file: { readonly codec: Codec; readonly writer: MatroskaWriter } | undefined;
  #isOver = false;

  constructor(format: RecordingFormat, ports: RecordingPorts) {
    this.#format = format;
    this.#ports = ports;
  }

  append({ track: { id, codec }, bytes, captureMs }: ReceivedFrame, receivedMs: number): void {
    this.#trackId ??= id;
    if (this.#isOver || id !== this.#trackId || !this.#canHold(codec)) return;
    if (this.#format === "mjpeg") return this.#ports.write(bytes);
    const header = frameHeader(codec, bytes);
    if (typeof header === "string") return;
    const { keyframe, shown, width, height } = header;
    if (codec !== this.#file?.codec) {
      if (!keyframe) return;
      if (this.#file && !this.#ports.nextFile()) {
        this.#isOver = true;
        return;
      }
      const configuration = codecConfiguration(codec, bytes);
      const track = { kind: "video", codec, width: width!, height: height!, configuration } as const;
      const writer = new MatroskaWriter(this.#format, [track]);
      this.#ports.write(writer.head());
      this.#file = { codec, writer };
    }
    const timeMs = Math.min(Math.max(captureMs ?? receivedMs, receivedMs - MAX_DELAY_MS), receivedMs);
    for (const part of this.#file.writer.frame({ track: 0, keyframe, shown, timeMs, bytes })) this.#ports.write(part);
  }

  #canHold(codec: Codec): boolean {
    const unfit = unfitReason(this.#format, codec);
    if (unfit !== undefined && !this.#leftOut.has(codec)) {
      this.#leftOut.add(codec);
      this.#ports.leftOut(`${unfit.problem}; ${unfit.hint}`);
    }
    return unfit === undefined;
  }
}
