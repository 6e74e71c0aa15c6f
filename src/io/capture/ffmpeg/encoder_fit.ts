import { FrameLimit } from "../../../media/rate/target_rate.ts";

/** Other limits need a restart of ffmpeg, which costs about 150 ms of pictures, so this is the shortest time between two. */
const SMALLER_GAP_MS = 2_000;
const LARGER_GAP_MS = 10_000;
/** Limits that are larger by this factor are worth a restart. */
const LARGER_STEP = 1.5;
const MIN_WIDTH = 64;

/** The limits that ffmpeg gets, so that each picture fits into the link. */
export class EncoderFit {
  /** The current limit of the link and the wire. */
  readonly limit = new FrameLimit();
  readonly #fullWidth: number;
  #width: number;
  /** The limit that the running ffmpeg got. */
  #limitBytes = Infinity;
  #startedMs = -Infinity;

  /** @param width The width that the person wants, in pixels. */
  constructor(width: number) {
    this.#fullWidth = this.#width = width;
  }

  get width(): number {
    return this.#width;
  }

  get limitBytes(): number {
    return this.#limitBytes;
  }

  /** ffmpeg is started with the current width and limit. */
  begin(nowMs: number): void {
    this.#limitBytes = this.limit.maxBytes;
    this.#startedMs = nowMs;
  }

  /**
   * Whether ffmpeg must be started again after a picture of this size: its limits have changed, or the picture is still too large.
   */
  needsRestart(bytes: number, nowMs: number): boolean {
    const ageMs = nowMs - this.#startedMs;
    if (bytes > this.limit.maxBytes) {
      if (ageMs < SMALLER_GAP_MS) return false;
      // Still too large at the lowest quality, as with noise: only fewer pixels help.
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
