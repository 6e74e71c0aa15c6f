/**
 * A track that is sent. One frame can wait here until the link is free, and a newer one replaces it. A frame whose reference was
 * not sent is dropped, and so are all others up to the next keyframe.
 */
import { KeyframeRequests } from "../../../media/transport/keyframe_requests.ts";
import { WaitingFrame } from "../../../media/transport/waiting_frame.ts";
import type { EncodedFrame, MediaTrack } from "../../../port/encoded_frame.ts";
import type { DropReason } from "../../drop_reason.ts";
import { type FrameMeta, MAX_FRAME_BYTES } from "./media_packet.ts";

/** How many frames are remembered, because later ones may refer to them: more than any encoder keeps. */
const REMEMBERED_FRAMES = 64;
/** The smoothing gain of the source's rate: over about 16 frames. */
const RATE_GAIN = 1 / 16;
const MIN_GAP_MS = 1, MAX_GAP_MS = 1000;
/** The largest recent frame decays by this factor with each frame. */
const LARGEST_DECAY = 0.99;

/**
 * A frame that refers to others is dropped if it has waited for longer than this when it can be sent, in milliseconds. Its age
 * does not count: an encoder that is slower than this would send nothing.
 */
const MAX_WAIT_MS = 300;

/** How much longer than a small packet a keyframe may be under way, in milliseconds: its packets leave one by one. */
const UNDER_WAY_MS = 30;

/** A frame whose first packet is about to be sent. */
export interface StartedFrame {
  readonly frame: EncodedFrame;
  /** Counts the frames of the track that were sent, from 0. */
  readonly frameNumber: number;
  readonly meta: FrameMeta;
}

export class OutgoingTrack {
  /** The recent rate of the source. */
  sourceKbps = 0;
  largestFrameBytes = 0;
  /** When the latest frame was started. */
  startedMs = -Infinity;
  readonly #requests = new KeyframeRequests();
  /** The number on the wire of the latest frames, by their `sequence`. */
  readonly #frames = new Map<number, number>();
  #track: MediaTrack;
  readonly #waiting = new WaitingFrame<EncodedFrame>();
  #nextFrame = 0;
  /** When the frame that waits came. */
  #offeredMs = 0;
  /** When the latest keyframe began to leave. */
  #keyframeMs = -Infinity;
  #lastCaptureMs = 0;

  constructor(track: MediaTrack) {
    this.#track = track;
  }

  get track(): MediaTrack {
    return this.#track;
  }

  /**
   * The track continues with another source or codec. Its frame numbers start again, so nothing refers to earlier frames. A frame
   * that waits is dropped. Returns whether one did.
   */
  change(track: MediaTrack): boolean {
    this.#track = track;
    return this.stop();
  }

  get waiting(): EncodedFrame | undefined {
    return this.#waiting.current;
  }

  /** Takes a frame. Returns a reason if this frame, or the one that waited, is dropped. */
  offer(frame: EncodedFrame, nowMs = frame.captureMs): DropReason | undefined {
    this.#measure(frame);
    if (frame.bytes.length < 1 || frame.bytes.length > MAX_FRAME_BYTES) return "frame_too_large";
    if (!frame.keyframe && !this.#frames.has(frame.dependsOn ?? -1)) {
      // Its reference still waits, or was dropped. Either way the peer will not have it in time.
      this.#requests.onUndecodable();
      return "reference_missing";
    }
    if (frame.keyframe) this.#requests.onKeyframe();
    this.#offeredMs = nowMs;
    return this.#waiting.replace(frame) === undefined ? undefined : "superseded";
  }

  /** Drops the frame that waits. The latest one may have been sent only in part. Returns whether a frame waited. */
  stop(): boolean {
    this.#frames.clear();
    this.#keyframeMs = -Infinity;
    return this.#waiting.take() !== undefined;
  }

  /**
   * Drops the frame that waits if it has waited too long, in a track with a predictive codec: all frames after it would be as
   * late. A keyframe is requested instead. Returns whether it was dropped.
   */
  giveUpLate(nowMs: number): boolean {
    const frame = this.#waiting.current;
    if (frame === undefined || this.#track.codec === "jpeg" || nowMs <= this.#offeredMs + MAX_WAIT_MS) return false;
    this.#waiting.take();
    this.#requests.onUndecodable();
    return true;
  }

  /** Starts to send the frame that waits. There must be one. */
  start(nowMs: number): StartedFrame {
    const frame = this.#waiting.take()!;
    const { sequence, captureMs, keyframe } = frame;
    const frameNumber = this.#nextFrame++;
    const dependsOn = keyframe ? frameNumber : this.#frames.get(frame.dependsOn!)!;
    this.startedMs = nowMs;
    if (keyframe) this.#keyframeMs = nowMs;
    this.#frames.set(sequence, frameNumber);
    if (this.#frames.size > REMEMBERED_FRAMES) this.#frames.delete(this.#frames.keys().next().value!);
    const { id, kind, codec } = this.#track;
    return { frame, frameNumber, meta: { track: id, kind, codec, sequence, captureMs, keyframe, dependsOn } };
  }

  /** The peer requests a keyframe. If one began to leave less than a round trip ago, it had not arrived by then. */
  keyframeWanted(rttMs: number, nowMs: number): void {
    if (this.#waiting.current?.keyframe || nowMs < this.#keyframeMs + rttMs + UNDER_WAY_MS) return;
    this.#requests.onUndecodable();
  }

  /** Returns whether to request a keyframe from the encoder now. */
  takeKeyframeRequest(rttMs: number, nowMs: number): boolean {
    return this.#requests.take(rttMs, nowMs);
  }

  keyframeDeadlineMs(rttMs: number): number {
    return this.#requests.deadlineMs(rttMs);
  }

  #measure({ captureMs, bytes }: EncodedFrame): void {
    const gapMs = Math.min(MAX_GAP_MS, Math.max(MIN_GAP_MS, captureMs - this.#lastCaptureMs));
    this.#lastCaptureMs = captureMs;
    this.sourceKbps += (bytes.length * 8 / gapMs - this.sourceKbps) * RATE_GAIN;
    this.largestFrameBytes = Math.max(this.largestFrameBytes * LARGEST_DECAY, bytes.length);
  }
}
