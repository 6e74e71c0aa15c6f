/**
 * The smallest of the recent values, from two numbers instead of all of them: a value counts for at least `windowMs`,
 * and for at most twice as long while values keep coming.
 */
export class WindowedMinimum {
  readonly #windowMs: number;
  #value = Infinity;
  /** Of the values since `#sinceMs`; becomes `#value` when the window is over. */
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

  /** Forgets all values in favour of this one. The window goes on. */
  replace(value: number): void {
    this.#value = this.#nextValue = value;
  }
}
