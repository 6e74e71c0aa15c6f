import { FrameLimit } from "../../../media/rate/target_rate.ts";

/** Other limits need a restart of ffmpeg, which costs about 150 ms of pictures, so this is the shortest time between two. */
const SMALLER_GAP_MS = 2_000;
const LARGER_GAP_MS = 10_000;
/** Limits this much larger are worth a new start. */
const LARGER_STEP = 1.5;
const MIN_WIDTH = 64;

/** How large a picture ffmpeg is asked for, so that each fits into what the link takes. */
export class EncoderFit {
  /** What the link and the wire take now. */
  readonly limit = new FrameLimit();
  readonly #fullWidth: number;
  #width: number;
  /** What the running ffmpeg was given. */
  #limitBytes = Infinity;
  #startedMs = -Infinity;

  /** @param width What the person asked for, in pixels. */
  constructor(width: number) {
    this.#fullWidth = this.#width = width;
  }

  get width(): number {
    return this.#width;
  }

  get limitBytes(): number {
    return this.#limitBytes;
  }

  /** ffmpeg is started with the present width and limit. */
  begin(nowMs: number): void {
    this.#limitBytes = this.limit.maxBytes;
    this.#startedMs = nowMs;
  }

  /**
   * Whether ffmpeg is to be started again after a picture of this size: its limits are not those asked for, or not enough.
   */
  needsRestart(bytes: number, nowMs: number): boolean {
    const ageMs = nowMs - this.#startedMs;
    if (bytes > this.limit.maxBytes) {
      if (ageMs < SMALLER_GAP_MS) return false;
      // At its coarsest, and still too large, as noise is: only fewer pixels help.
      if (this.#limitBytes <= this.limit.maxBytes) {
        const shrink = Math.max(0.3, 0.9 * Math.sqrt(this.limit.maxBytes / bytes));
        this.#width = Math.max(Math.min(MIN_WIDTH, this.#width), Math.floor(this.#width * shrink));
      }
      return true;
    }
    if (this.limit.maxBytes <= this.#limitBytes * LARGER_STEP || ageMs <= LARGER_GAP_MS) return false;
    this.#width = this.#fullWidth;
    return true;
  }
}
