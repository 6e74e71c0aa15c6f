/** Pictures are worth watching from about this rate on: on a narrow link a frame takes this part of a second. */
export const LOWEST_FRAMES_PER_SECOND = 12;
/** Below this a picture of a face cannot be told from noise: 4 kB a frame. */
export const MIN_TARGET_KBPS = 384;

/** The largest frame of a source that cannot choose its frame rate, such as a JPEG camera, for a target in kbit/s. */
export function frameLimitBytes(kbps: number): number {
  return Math.floor(kbps * 1000 / 8 / LOWEST_FRAMES_PER_SECOND);
}

/** How large a frame such a source may make: the least of what its rate and its wire allow. */
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
