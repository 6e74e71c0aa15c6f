/** Leaves out what a camera gives beyond a frame rate. */
export class FrameRateCap {
  readonly #periodMs: number;
  #dueMs = -Infinity;

  constructor(framesPerSecond: number) {
    this.#periodMs = 1000 / framesPerSecond;
  }

  /** Whether a picture that comes now is to be taken. Cameras jitter, and some know no slower rate than their own: half a period early is in time. */
  take(nowMs: number): boolean {
    if (nowMs < this.#dueMs - this.#periodMs / 2) return false;
    this.#dueMs = Math.max(this.#dueMs, nowMs - this.#periodMs) + this.#periodMs;
    return true;
  }
}
