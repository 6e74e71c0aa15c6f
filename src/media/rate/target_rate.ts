// Tuned by judgement, not by a benchmark.

/** Fewer frames a second are hardly worth watching. On a narrow link, a frame may take up to 1/12 of a second. */
export const LOWEST_FRAMES_PER_SECOND = 12;
/** At a lower rate, in kbit/s, a face is noise: this is 4 kB for each of 12 frames. */
export const MIN_TARGET_KBPS = 384;

/**
 * The largest frame, in bytes, of a source that cannot choose its frame rate, such as a JPEG camera. `kbps`: its
 * target.
 */
export function frameLimitBytes(kbps: number): number {
  return Math.floor(kbps * 1000 / 8 / LOWEST_FRAMES_PER_SECOND);
}

/** How large the frames of such a source may be: as large as both its rate and its wire allow. */
export class FrameLimit {
  #rateBytes = Infinity;
  #wireBytes = Infinity;

  get maxBytes(): number {
    return Math.min(this.#rateBytes, this.#wireBytes);
  }

  setRate(kbps: number): void {
    this.#rateBytes = frameLimitBytes(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.#wireBytes = maxBytes;
  }
}
