import type { PredictiveCodec } from "../../port/encoded_frame.ts";

/** The size and frame rate that an encoder gives a source's pictures. Sizes are in pixels. */
export interface PictureShape {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/**
 * Heights that look good when scaled to a window, and frame rates, from best to worst. Widths keep the source's
 * proportions. Tuned by judgement.
 */
const STEPS: readonly (readonly [heightPixels: number, framesPerSecond: number])[] = [
  [Infinity, 30],
  [720, 30],
  [540, 30],
  [360, 30],
  [360, 20],
  [270, 20],
  [270, 15],
  [180, 15],
  [180, 10],
];

/** A screen has to be readable: as long as possible, it keeps its size and has fewer pictures a second. */
const SCREEN_STEPS: typeof STEPS = [[Infinity, 15], [Infinity, 10], [Infinity, 5], [720, 5], [540, 5], [360, 5]];

/**
 * Tuned with VP8 on a webcam's picture: below this many bits a pixel, a smaller picture looks better than a coarse one.
 */
const LEAST_BITS_PER_PIXEL = 0.038;
/** Tuned in the same way: for 640x480 at 30 fps, more than 1400 kbit/s makes no difference (40.6 dB luma PSNR). */
const MOST_KBPS = 1400, MOST_AT_PIXELS = 640 * 480 * 30;
/** Neighbouring pixels of larger pictures are more alike: the rate grows with this power of the pixels. */
const MOST_POWER = 0.75;
/**
 * A step up is taken when the rate has been this many times what the step needs for `UP_MS` milliseconds, and a step
 * down when the rate has been too low for `DOWN_MS`.
 */
const UP_MARGIN = 1.3, UP_MS = 2000, DOWN_MS = 500;
/** If the rate is below this share of what the step needs, the step down is taken at once. */
const DOWN_AT_ONCE = 0.6;

/**
 * The share of VP8's bits that a codec needs for the same picture: a webcam's, at 300 to 1500 kbit/s. H.264 depends on its encoder:
 * x264 needs somewhat less than VP8; what hardware needs is not known.
 */
const BITS_SHARE: Readonly<Record<PredictiveCodec, number>> = { vp8: 1, vp9: 0.85, av1: 0.67, h264: 1 };

/** The least rate at which pictures of this shape are clear, in kbit/s. */
export function leastKbps({ width, height, framesPerSecond }: PictureShape): number {
  return width * height * framesPerSecond * LEAST_BITS_PER_PIXEL / 1000;
}

/** The rate above which nobody sees a difference, in kbit/s. */
export function mostKbps({ width, height, framesPerSecond }: PictureShape, codec: PredictiveCodec = "vp8"): number {
  return BITS_SHARE[codec] * MOST_KBPS * (width * height * framesPerSecond / MOST_AT_PIXELS) ** MOST_POWER;
}

/**
 * Chooses the shape of a source's pictures from the rate of its track. Size and frame rate go down together, in steps,
 * and up again with hysteresis, because a change of size costs a keyframe.
 */
export class PictureSteps {
  readonly #shapes: readonly PictureShape[];
  #at = 0;
  /** Since when a step up, or a step down, has been the right choice. */
  #upSinceMs = Infinity;
  #downSinceMs = Infinity;

  /** `source`: its own shape, which is the best step. */
  constructor(source: PictureShape, kind: "camera" | "screen" = "camera") {
    this.#shapes = shapesOf(source, kind === "screen" ? SCREEN_STEPS : STEPS);
  }

  get shape(): PictureShape {
    return this.#shapes[this.#at];
  }

  /** Returns whether the shape changed. `kbps`: what the track may use now. */
  update(kbps: number, nowMs: number): boolean {
    const before = this.#at;
    const wanted = this.#wanted(kbps, 1);
    this.#downSinceMs = wanted > this.#at ? Math.min(this.#downSinceMs, nowMs) : Infinity;
    this.#upSinceMs = this.#wanted(kbps, UP_MARGIN) < this.#at ? Math.min(this.#upSinceMs, nowMs) : Infinity;
    const isFarBelow = kbps < leastKbps(this.shape) * DOWN_AT_ONCE;
    if (wanted > this.#at && (isFarBelow || nowMs >= this.#downSinceMs + DOWN_MS)) this.#at = wanted;
    else if (nowMs >= this.#upSinceMs + UP_MS) this.#at = this.#wanted(kbps, UP_MARGIN);
    if (this.#at === before) return false;
    this.#upSinceMs = this.#downSinceMs = Infinity;
    return true;
  }

  /** The best step for which `kbps` is enough with this margin, or the last step. */
  #wanted(kbps: number, margin: number): number {
    const at = this.#shapes.findIndex((shape) => leastKbps(shape) * margin <= kbps);
    return at < 0 ? this.#shapes.length - 1 : at;
  }
}

/** The steps of a source: those that are no larger or faster than it is. */
function shapesOf({ width, height, framesPerSecond }: PictureShape, steps: typeof STEPS): PictureShape[] {
  const shapes: PictureShape[] = [];
  for (const [stepHeight, stepFps] of steps) {
    const shape = {
      width: stepHeight >= height ? width : even(width * stepHeight / height),
      height: Math.min(height, stepHeight),
      framesPerSecond: Math.min(framesPerSecond, stepFps),
    };
    const last = shapes.at(-1);
    if (last?.height !== shape.height || last.framesPerSecond !== shape.framesPerSecond) shapes.push(shape);
  }
  return shapes;
}

/** Sizes are even, because chroma has half the resolution. */
function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
