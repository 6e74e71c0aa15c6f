import { frameHeader } from "../media/picture/frame_header.ts";
import { av1Configuration } from "../media/recording/av1_configuration.ts";
import { MatroskaWriter } from "../media/recording/matroska_writer.ts";
import type { Codec } from "../port/encoded_frame.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import { CODEC_NAMES, type Recording, type RecordingFormat, unfitReason } from "./recording.ts";

export interface RecordingPorts {
  /** Adds bytes to the file, which do not change afterwards. Not called before there is a frame. */
  write(bytes: Uint8Array): void;
  /** Nothing more is written, and why; completes "FILE is not recorded: ". Called once at most. */
  stopped(reason: string): void;
}

/** What the file holds, from the first frame on. */
interface Begun {
  readonly trackId: number;
  readonly codec: Codec;
  /** Absent where the frames are the file. */
  readonly writer?: MatroskaWriter;
}

/** A frame is on its way for less. What a peer says of its clock stretches a recording by no more. */
const MAX_DELAY_MS = 10_000;

/**
 * Records the first track of which a frame comes, from its first keyframe on. Frames of others are left out, since a file
 * says at its start what is in it. For the same reason it ends if the track's codec changes, as it may from call to call.
 */
export class TrackRecording implements Recording {
  readonly #format: RecordingFormat;
  readonly #ports: RecordingPorts;
  #begun: Begun | undefined;
  #isStopped = false;

  constructor(format: RecordingFormat, ports: RecordingPorts) {
    this.#format = format;
    this.#ports = ports;
  }

  append(frame: ReceivedFrame, receivedMs: number): void {
    if (this.#isStopped) return;
    const { track, bytes, captureMs = receivedMs } = frame;
    this.#begun ??= this.#begin(frame);
    if (!this.#begun || track.id !== this.#begun.trackId) return;
    const { codec, writer } = this.#begun;
    if (track.codec !== codec) {
      return this.#stop(
        `the picture comes as ${CODEC_NAMES[track.codec]} now, and came as ${CODEC_NAMES[codec]}; what came is kept`,
      );
    }
    if (!writer) return this.#ports.write(bytes);
    const header = frameHeader(codec, bytes);
    if (typeof header === "string") return;
    const timeMs = Math.min(Math.max(captureMs, receivedMs - MAX_DELAY_MS), receivedMs);
    const { keyframe, shown } = header;
    for (const part of writer.frame({ track: 0, keyframe, shown, timeMs, bytes })) this.#ports.write(part);
  }

  #begin({ track: { id: trackId, codec }, bytes }: ReceivedFrame): Begun | undefined {
    const unfit = unfitReason(this.#format, codec);
    if (unfit !== undefined) {
      this.#stop(`${unfit.problem}; ${unfit.hint}`);
      return undefined;
    }
    if (this.#format === "mjpeg") return { trackId, codec };
    const header = frameHeader(codec, bytes);
    if (typeof header === "string" || !header.keyframe) return undefined;
    const configuration = codec === "av1" ? av1Configuration(bytes) : undefined;
    const track = { kind: "video", codec, width: header.width!, height: header.height!, configuration } as const;
    const writer = new MatroskaWriter(this.#format, [track]);
    this.#ports.write(writer.head());
    return { trackId, codec, writer };
  }

  #stop(reason: string): void {
    this.#isStopped = true;
    this.#ports.stopped(reason);
  }
}
