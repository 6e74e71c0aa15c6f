/** Leaves out what a camera gives beyond a frame rate. */
export class FrameRateCap {
  readonly #periodMs: number;
  #dueMs = -Infinity;

  constructor(framesPerSecond: number) {
    this.#periodMs = 1000 / framesPerSecond;
  }

  /**
   * Whether a picture that arrives now is to be used. Cameras jitter, and some have only one rate, so half a period early is
   * in time.
   */
  take(nowMs: number): boolean {
    if (nowMs < this.#dueMs - this.#periodMs / 2) return false;
    this.#dueMs = Math.max(this.#dueMs, nowMs - this.#periodMs) + this.#periodMs;
    return true;
  }
}
