import type { EncodedFrame, MediaTrack } from "../../src/port/encoded_frame.ts";
import { mostKbps, type PictureShape, PictureSteps } from "../../src/media/rate/picture_steps.ts";
import { SeededRandom } from "./random.ts";
import type { ClientEnd, End, WirePair } from "./wire_pair.ts";

export const VP8_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "vp8" };

/** From the raw picture to its packet, as measured with ffmpeg's libvpx at 640x480. */
const ENCODE_MS = 4;
/** A keyframe, in mean frames; and how much frames differ in size. */
const KEYFRAME_FACTOR = 3, SPREAD = 0.35;
const MAX_CLAIMED_INTERVALS = 1;
/** A picture may come sooner than its frame rate says by this share of the interval. */
const EARLY_SHARE = 0.5;
/** Before the link's rate is known. */
const START_KBPS = 300;

/** A raw picture that was captured. */
export interface Captured {
  readonly captureMs: number;
  /** Whether the encoder was given it; otherwise a newer one took its place. */
  encoded: boolean;
}

/**
 * A camera with a predictive encoder in virtual time, as a call drives it: follows its target with the sizes of its frames,
 * makes keyframes when asked, and is given a picture only when the one before has left.
 */
export class PredictiveCamera {
  readonly captured: Captured[] = [];
  /** By `sequence`: the capture time of what was encoded. */
  readonly encodedMs: number[] = [];
  readonly targets: { readonly atMs: number; readonly kbps: number }[] = [];
  readonly shapes: { readonly atMs: number; readonly shape: PictureShape }[] = [];
  keyframes = 0;
  keyframesWanted = 0;
  readonly #steps: PictureSteps;
  readonly #random: SeededRandom;
  #kbps = START_KBPS;
  #waiting: Captured | undefined;
  #busy = false;
  #linkUp = false;
  #keyframeNext = true;
  #lastEncodedMs = -Infinity;
  /** When the next picture of the shape's frame rate is due. */
  #dueMs = -Infinity;

  constructor(
    readonly pair: WirePair,
    readonly end: End | ClientEnd,
    { source = { width: 640, height: 480, framesPerSecond: 30 }, untilMs = Infinity, seed = 5 } = {},
  ) {
    this.#steps = new PictureSteps(source);
    this.#random = new SeededRandom(seed);
    pair.input(end, { kind: "track", track: VP8_TRACK });
    const before = end.onEvent;
    end.onEvent = (event, nowMs) => {
      before(event, nowMs);
      switch (event.kind) {
        case "track_target":
          return this.#setRate(event.kbps);
        case "keyframe_wanted":
          this.keyframesWanted++;
          this.#keyframeNext = true;
          return;
        case "interrupted":
          this.#linkUp = false;
          return;
        case "connected":
        case "resumed":
          this.#linkUp = true;
          return this.#left();
        case "frame_sent":
          return this.#left();
        case "dropped":
          if (event.direction === "out") this.#left();
      }
    };
    const interval = 1000 / source.framesPerSecond;
    const shoot = (atMs: number) => {
      if (atMs > untilMs) return;
      pair.at(atMs, () => {
        this.#capture();
        shoot(atMs + interval);
      });
    };
    shoot(pair.nowMs);
  }

  get shape(): PictureShape {
    return this.#steps.shape;
  }

  #setRate(kbps: number): void {
    this.targets.push({ atMs: this.pair.nowMs, kbps });
    this.#kbps = kbps;
    this.#step();
  }

  #step(): void {
    // The first rate is assumed, and no reason for a smaller picture.
    if (this.targets.length === 0 || !this.#steps.update(this.#kbps, this.pair.nowMs)) return;
    this.#keyframeNext = true;
    this.shapes.push({ atMs: this.pair.nowMs, shape: this.shape });
  }

  #capture(): void {
    this.#step();
    const nowMs = this.pair.nowMs;
    // Slower than the camera: as many of its pictures as the shape wants.
    const intervalMs = 1000 / this.shape.framesPerSecond;
    if (nowMs < this.#dueMs - intervalMs * EARLY_SHARE) return;
    this.#dueMs = Math.max(this.#dueMs, nowMs - intervalMs) + intervalMs;
    const picture = { captureMs: nowMs, encoded: false };
    this.captured.push(picture);
    this.#waiting = picture;
    this.#encodeNext();
  }

  /** What was given to the wire has left, or never will. */
  #left(): void {
    this.#busy = false;
    // Not within an output that is being carried out.
    this.pair.at(this.pair.nowMs, () => this.#encodeNext());
  }

  #encodeNext(): void {
    const picture = this.#waiting;
    if (picture === undefined || this.#busy || !this.#linkUp) return;
    this.#waiting = undefined;
    this.#busy = true;
    picture.encoded = true;
    const nowMs = this.pair.nowMs, intervalMs = 1000 / this.shape.framesPerSecond;
    const sinceMs = Math.min(MAX_CLAIMED_INTERVALS * intervalMs, nowMs - this.#lastEncodedMs);
    this.#lastEncodedMs = nowMs;
    const kbps = Math.min(this.#kbps, mostKbps(this.shape));
    const meanBytes = kbps * (Number.isFinite(sinceMs) ? sinceMs : intervalMs) / 8;
    const keyframe = this.#keyframeNext;
    this.#keyframeNext = false;
    if (keyframe) this.keyframes++;
    const factor = (keyframe ? KEYFRAME_FACTOR : 1) * (1 + SPREAD * (2 * this.#random.next() - 1));
    const sequence = this.encodedMs.push(picture.captureMs) - 1;
    const bytes = new Uint8Array(Math.max(60, Math.round(meanBytes * factor)));
    const frame: EncodedFrame = {
      ...{ track: VP8_TRACK.id, sequence, keyframe, captureMs: picture.captureMs, bytes },
      ...(keyframe ? {} : { dependsOn: sequence - 1 }),
    };
    this.pair.at(nowMs + ENCODE_MS, () => this.pair.input(this.end, { kind: "frame", frame }));
  }
}
