/**
 * The smallest of the recent values. It keeps two numbers instead of all values, so a value counts for at least
 * `windowMs`, and for at most twice as long while values keep arriving.
 */
export class WindowedMinimum {
  readonly #windowMs: number;
  #value = Infinity;
  /** The smallest of the values since `#sinceMs`. Becomes `#value` when the window is over. */
  #nextValue = Infinity;
  #sinceMs = -Infinity;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** `Infinity` before the first value. */
  get value(): number {
    return this.#value;
  }

  add(value: number, nowMs: number): void {
    if (nowMs > this.#sinceMs + this.#windowMs) {
      this.#value = this.#nextValue;
      this.#nextValue = Infinity;
      this.#sinceMs = nowMs;
    }
    this.#value = Math.min(this.#value, value);
    this.#nextValue = Math.min(this.#nextValue, value);
  }

  /** Replaces all values by this one. The window does not start again. */
  replace(value: number): void {
    this.#value = this.#nextValue = value;
  }
}
