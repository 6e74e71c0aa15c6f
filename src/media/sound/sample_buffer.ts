import { bestMatch } from "./best_match.ts";

/** Room in samples: about 340 ms. */
const CAPACITY = 16_384;
/** How many played samples are kept: more than the longest lag and what is compared. */
const HISTORY = 1440;
/** The lags that are tried, in samples at 48 kHz: 2.5 to 15 ms, the periods of voices from 400 to 67 Hz. */
const MIN_LAG = 120, MAX_LAG = 720;
/** How many samples are compared, and blended: 5 ms. */
const OVERLAP = 240;
/** The most samples by which new sound is moved so that it fits what was played before it: 10 ms. */
const MAX_ALIGN = 480;
/** Below this mean power, nobody hears how it is spliced: -50 dBFS. */
const QUIET_POWER = 1e-5;

/**
 * Decoded samples that wait to be played, and those just played. It becomes longer or shorter without clicks: one or more
 * periods of the voice are left out or repeated where the sound is most alike, and the seam is blended (WSOLA).
 */
export class SampleBuffer {
  readonly #samples = new Float32Array(CAPACITY);
  /** The next to be played, and the end. */
  #read = HISTORY;
  #end = HISTORY;
  readonly #tail = new Float32Array(OVERLAP);

  get available(): number {
    return this.#end - this.#read;
  }

  /** Adds samples, with a gain that goes evenly from the first value to the second. */
  append(samples: Float32Array, fromGain = 1, toGain = 1): void {
    this.#makeRoom(samples.length);
    if (fromGain === 1 && toGain === 1) this.#samples.set(samples, this.#end);
    else {
      const step = (toGain - fromGain) / samples.length;
      for (let n = 0; n < samples.length; n++) this.#samples[this.#end + n] = samples[n] * (fromGain + step * (n + 1));
    }
    this.#end += samples.length;
  }

  /**
   * Adds samples that do not follow what is there. What is there goes on for 5 ms while it fades. With `align`, the first
   * samples are left out so that both fit to each other. Returns how many were left out.
   */
  appendBlended(samples: Float32Array, align: boolean): number {
    this.#makeRoom(samples.length);
    const overlap = Math.min(OVERLAP, samples.length), range = Math.min(MAX_ALIGN, samples.length - overlap);
    this.#extrapolate();
    let skipped = 0;
    if (align && range > 0) {
      const { at, correlation } = bestMatch(this.#tail, 0, samples, 0, range, overlap);
      if (correlation > 0) skipped = at;
    }
    for (let n = 0; n < overlap; n++) this.#samples[this.#end + n] = blended(this.#tail[n], samples[skipped + n], n);
    this.#samples.set(samples.subarray(skipped + overlap), this.#end + overlap);
    this.#end += samples.length - skipped;
    return skipped;
  }

  /**
   * Leaves out up to `maxSamples`, and never so many that less than `keep` are left. Returns how many: 0 if no place is
   * alike enough (`minCorrelation`, of 1).
   */
  shorten(maxSamples: number, keep: number, minCorrelation: number): number {
    const maxLag = Math.min(MAX_LAG, Math.floor(maxSamples), this.available - Math.max(keep, OVERLAP));
    if (maxLag < MIN_LAG) return 0;
    const samples = this.#samples, read = this.#read;
    const lag = this.#lag(read + MIN_LAG, read + maxLag, minCorrelation);
    if (lag === 0) return 0;
    const to = read + lag;
    // From the end, so that nothing is overwritten before it is read.
    for (let n = OVERLAP - 1; n >= 0; n--) samples[to + n] = blended(samples[read + n], samples[to + n], n);
    samples.copyWithin(to - HISTORY, read - HISTORY, read);
    this.#read = to;
    return lag;
  }

  /** Repeats up to `maxSamples`. Returns how many: 0 if no place is alike enough (`minCorrelation`, of 1). */
  lengthen(maxSamples: number, minCorrelation: number): number {
    const maxLag = Math.min(MAX_LAG, Math.floor(maxSamples));
    if (maxLag < MIN_LAG || this.available < OVERLAP) return 0;
    this.#makeRoom(0);
    const samples = this.#samples, read = this.#read;
    const lag = -this.#lag(read - maxLag, read - MIN_LAG, minCorrelation);
    if (lag === 0) return 0;
    samples.copyWithin(read - lag - HISTORY, read - HISTORY, read);
    const to = read - lag;
    for (let n = 0; n < OVERLAP; n++) samples[to + n] = blended(samples[read + n], samples[to + n], n);
    this.#read = to;
    return lag;
  }

  /** Fills `out` with the next samples. There must be enough. */
  take(out: Float32Array): void {
    out.set(this.#samples.subarray(this.#read, this.#read + out.length));
    this.#read += out.length;
  }

  /** The mean power of the last `count` samples that were added. */
  powerOfLast(count: number): number {
    return power(this.#samples, this.#end - count, this.#end);
  }

  /** How far the best place between the two is from what is played next; 0 if it is not alike enough. */
  #lag(fromAt: number, toAt: number, minCorrelation: number): number {
    const read = this.#read;
    const { at, correlation } = bestMatch(this.#samples, read, this.#samples, fromAt, toAt, OVERLAP);
    if (correlation >= minCorrelation) return at - read;
    return power(this.#samples, read, read + OVERLAP) < QUIET_POWER &&
        power(this.#samples, at, at + OVERLAP) < QUIET_POWER
      ? at - read
      : 0;
  }

  /** Fills the tail with what would follow the end, if the last period were repeated. */
  #extrapolate(): void {
    const samples = this.#samples, end = this.#end;
    const { at } = bestMatch(
      samples,
      end - OVERLAP,
      samples,
      end - OVERLAP - MAX_LAG,
      end - OVERLAP - MIN_LAG,
      OVERLAP,
    );
    const lag = end - OVERLAP - at;
    // A sound that fades was louder a period ago.
    const now = power(samples, end - OVERLAP, end), before = power(samples, at, at + OVERLAP);
    const gain = now < before ? Math.sqrt(now / before) : 1;
    for (let n = 0; n < OVERLAP; n++) {
      this.#tail[n] = n < lag ? samples[end - lag + n] * gain : this.#tail[n - lag] * gain;
    }
  }

  #makeRoom(count: number): void {
    // In front of the history there is always room for another lag.
    if (this.#end + count <= CAPACITY && this.#read >= HISTORY + MAX_LAG) return;
    const shift = this.#read - (HISTORY + MAX_LAG);
    this.#samples.copyWithin(MAX_LAG, this.#read - HISTORY, this.#end);
    this.#read -= shift;
    this.#end -= shift;
  }
}

function power(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += samples[at] * samples[at];
  return sum / (to - from);
}

/** Goes from one sound to the other within `OVERLAP` samples. */
function blended(from: number, to: number, n: number): number {
  return from + (to - from) * (n + 1) / (OVERLAP + 1);
}
