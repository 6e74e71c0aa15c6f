import { frameHeader } from "../media/picture/frame_header.ts";
import { av1Configuration } from "../media/recording/av1_configuration.ts";
import { MatroskaWriter } from "../media/recording/matroska_writer.ts";
import type { Codec, TrackId } from "../port/encoded_frame.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import { type Recording, type RecordingFormat, unfitReason } from "./recording.ts";

export interface RecordingPorts {
  /** Adds bytes to the file, which do not change afterwards. Not called before there is a frame. */
  write(bytes: Uint8Array): void;
  /** What is written from now on belongs into another file. Returns whether there is one; if not, nothing more is written. */
  nextFile(): boolean;
  /** Frames are left out, and why. Called once for each codec at most. */
  leftOut(reason: string): void;
}

/** A frame is on its way for less. What a peer says of its clock stretches a recording by no more. */
const MAX_DELAY_MS = 10_000;

/**
 * Records the first track of which a frame comes, from its first keyframe on. Frames of other tracks are left out. A file
 * says at its start which codec is in it, so another codec, as may come with the next caller, begins another file.
 */
export class TrackRecording implements Recording {
  readonly #format: RecordingFormat;
  readonly #ports: RecordingPorts;
  readonly #leftOut = new Set<Codec>();
  #trackId: TrackId | undefined;
  /** What the file holds, from its first frame on. */
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
      const configuration = codec === "av1" ? av1Configuration(bytes) : undefined;
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
