import { frameHeader } from "../media/picture/frame_header.ts";
import { codecConfiguration } from "../media/recording/codec_configuration.ts";
import type { RecordedTrack } from "../media/recording/matroska_track.ts";
import { MatroskaWriter } from "../media/recording/matroska_writer.ts";
import { SoundOrder } from "../media/recording/sound_order.ts";
import { type PlacedSound, SoundTimeline } from "../media/recording/sound_timeline.ts";
import type { Codec, TrackId } from "../port/encoded_frame.ts";
import type { ReceivedSound } from "../port/sound.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import { type Recording, type RecordingFormat, unfitReason } from "./recording.ts";

/** Why a recording continues in another file. */
export type NextFileReason =
  /** A file holds one codec. */
  | "other_codec"
  /** The file began with pictures or sound only, and now the other comes. */
  | "picture_came"
  | "sound_came";

export interface RecordingPorts {
  /** Appends bytes to the file. They do not change afterwards. Not called before the first frame. */
  write(bytes: Uint8Array): void;
  /** Starts another file for all later bytes. Returns whether that was possible; if not, nothing more is written. */
  nextFile(reason: NextFileReason): boolean;
  /** Pictures are left out for this reason. Called at most once for each codec. */
  leftOut(reason: string): void;
}

/** A file, from its first frame on. */
interface OpenFile {
  /** Absent if it has sound only. */
  readonly codec?: Codec;
  readonly writer: MatroskaWriter;
  /** Absent if it has no sound. */
  readonly timeline?: SoundTimeline;
  /** Index of the sound's track. */
  readonly soundTrack: number;
  lastPictureMs: number;
}

/** The largest delay of a frame, in milliseconds. A peer with a wrong clock stretches a recording at most by this. */
const MAX_DELAY_MS = 10_000;
/** How long sound waits for a picture before a file without one begins, in milliseconds: cameras and encoders start within this. */
const PICTURE_WAIT_MS = 2000;
/** Silence is written when it has lasted longer than sound ever took to arrive, by this many milliseconds. Tuned by judgement. */
const SILENCE_LAG_MS = 500;
/** The look-ahead of libopus's encoder for speech, in samples at 48 kHz: 6.5 ms. */
const PRE_SKIP_SAMPLES = 312;
const SOUND_TRACK = { kind: "audio", codec: "opus", channels: 1, preSkipSamples: PRE_SKIP_SAMPLES } as const;

/**
 * Records the track of the first frame that arrives, from its first keyframe on, and the sound. Frames of other tracks are left out.
 * The start of a file names what it contains, so another codec, for example the next caller's, begins another file.
 *
 * Pictures are written at once, and before each the sound that was captured until then. Times are capture times for both, so that they
 * are in step.
 */
export class TrackRecording implements Recording {
  readonly #format: RecordingFormat;
  readonly #ports: RecordingPorts;
  readonly #leftOut = new Set<Codec>();
  readonly #order = new SoundOrder();
  #expectsSound = false;
  #trackId: TrackId | undefined;
  #file: OpenFile | undefined;
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
    const timeMs = Math.min(Math.max(captureMs ?? receivedMs, receivedMs - MAX_DELAY_MS), receivedMs);
    this.#writeSound(timeMs, receivedMs);
    if (keyframe && !this.#takes(codec)) {
      const configuration = codecConfiguration(codec, bytes);
      this.#open({ kind: "video", codec, width: width!, height: height!, configuration }, timeMs);
      this.#writeSound(timeMs, receivedMs);
    }
    const file = this.#file;
    if (this.#isOver || file?.codec !== codec) return;
    for (const part of file.writer.frame({ track: 0, keyframe, shown, timeMs, bytes })) this.#ports.write(part);
    file.lastPictureMs = timeMs;
  }

  expectSound(): void {
    this.#expectsSound = true;
    this.#order.startOver();
  }

  appendSound(sound: ReceivedSound): void {
    if (this.#isOver || this.#format === "mjpeg") return;
    this.#expectsSound = true;
    this.#order.add(sound);
    const { first } = this.#order;
    if (first !== undefined && sound.arrivedMs - first.arrivedMs >= PICTURE_WAIT_MS) this.#openForSound(first.timeMs);
    this.#writeSound(this.#file?.lastPictureMs ?? -Infinity, sound.arrivedMs);
  }

  /** Nothing more will come. */
  end(): void {
    const { first } = this.#order;
    if (first !== undefined) this.#openForSound(first.timeMs);
    this.#writeSound(Infinity, Infinity);
  }

  #takes(codec: Codec): boolean {
    return this.#file?.codec === codec && (this.#file.timeline !== undefined || !this.#expectsSound);
  }

  #openForSound(timeMs: number): void {
    if (!this.#isOver && this.#file?.timeline === undefined) this.#open(undefined, timeMs);
  }

  /** Begins a file with this picture, and with sound if there can be any. */
  #open(picture: RecordedTrack & { kind: "video" } | undefined, timeMs: number): void {
    if (this.#format === "mjpeg") return;
    if (this.#file !== undefined && !this.#ports.nextFile(nextFileReason(this.#file, picture))) {
      this.#isOver = true;
      return;
    }
    const startMs = Math.min(timeMs, this.#order.first?.timeMs ?? Infinity);
    const tracks = [...picture ? [picture] : [], ...this.#expectsSound ? [SOUND_TRACK] : []];
    const writer = new MatroskaWriter(this.#format, tracks, startMs);
    const timeline = this.#expectsSound ? new SoundTimeline(startMs) : undefined;
    this.#ports.write(writer.head());
    this.#file = { codec: picture?.codec, writer, timeline, soundTrack: picture ? 1 : 0, lastPictureMs: -Infinity };
  }

  /** Writes the sound that was captured until `untilMs`, or has waited too long, and silence where there is a picture but no sound. */
  #writeSound(untilMs: number, nowMs: number): void {
    const { timeline, lastPictureMs } = this.#file ?? {};
    if (this.#isOver || timeline === undefined) return;
    for (const frame of this.#order.take(untilMs, nowMs)) this.#writeAll(timeline.place(frame));
    if (this.#order.first !== undefined) return;
    const silentMs = nowMs - this.#order.longestDelayMs - SILENCE_LAG_MS;
    this.#writeAll(timeline.fill(Math.min(silentMs, lastPictureMs!)));
  }

  #writeAll(placed: readonly PlacedSound[]): void {
    const { writer, soundTrack: track } = this.#file!;
    for (const { timeMs, bytes } of placed) {
      for (const part of writer.frame({ track, keyframe: true, shown: true, timeMs, bytes })) this.#ports.write(part);
    }
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

function nextFileReason(before: OpenFile, picture: RecordedTrack | undefined): NextFileReason {
  if (before.codec === undefined) return "picture_came";
  return picture?.codec === before.codec || picture === undefined ? "sound_came" : "other_codec";
}
