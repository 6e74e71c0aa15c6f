/** The delays in the window are within this many milliseconds. A power of two. */
const BINS = 2048;
/** A delay that differs more from the largest one in the window, in milliseconds, is not counted: no two may share a bin. */
const MAX_DISTANCE_MS = 900;

/**
 * The delays of the latest frames, and how many of them were below a given delay. Old ones are forgotten. A delay is known
 * to 1 ms; only differences between delays have a meaning.
 */
export class ArrivalHistogram {
  readonly #counts = new Uint16Array(BINS);
  readonly #bins: Float64Array;
  readonly #atMs: Float64Array;
  #first = 0;
  #count = 0;
  /** No delay in the window is above this bin. */
  #top = 0;

  /** Delays count for `windowMs`. At most `capacity` are kept, and the latest `keep` of them however old they are. */
  constructor(readonly windowMs: number, readonly capacity: number, readonly keep: number) {
    this.#bins = new Float64Array(capacity);
    this.#atMs = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** Returns false if the delay is too far from the others to be counted. */
  add(delayMs: number, nowMs: number): boolean {
    const bin = Math.floor(delayMs);
    this.forget(nowMs);
    if (this.#count === 0) this.#top = bin;
    else if (!(Math.abs(bin - this.#settledTop()) <= MAX_DISTANCE_MS)) return false;
    if (this.#count === this.capacity) this.#forgetFirst();
    const at = (this.#first + this.#count++) % this.capacity;
    this.#bins[at] = bin;
    this.#atMs[at] = nowMs;
    this.#counts[slotOf(bin)]++;
    this.#top = Math.max(this.#top, bin);
    return true;
  }

  forget(nowMs: number): void {
    while (this.#count > this.keep && this.#atMs[this.#first] < nowMs - this.windowMs) this.#forgetFirst();
  }

  clear(): void {
    while (this.#count > 0) this.#forgetFirst();
  }

  /** The delay, rounded up to 1 ms, that this share (0 to 1) of the frames did not exceed. `-Infinity` if there are none. */
  quantileMs(share: number): number {
    if (this.#count === 0) return -Infinity;
    const above = Math.floor(this.#count * (1 - share) + 1e-9);
    let seen = 0, bin = this.#settledTop();
    for (;; bin--) {
      seen += this.#counts[slotOf(bin)];
      if (seen > above || seen >= this.#count) return bin + 1;
    }
  }

  #settledTop(): number {
    while (this.#count > 0 && this.#counts[slotOf(this.#top)] === 0) this.#top--;
    return this.#top;
  }

  #forgetFirst(): void {
    this.#counts[slotOf(this.#bins[this.#first])]--;
    this.#first = (this.#first + 1) % this.capacity;
    this.#count--;
  }
}

function slotOf(bin: number): number {
  const slot = bin % BINS;
  return slot < 0 ? slot + BINS : slot;
}
