import { SOUND_RATE_HZ } from "../../src/port/sound_device.ts";

/** How many samples become one. 8 kHz is enough to tell one piece of speech from another. */
const STEP = 6;
const SAMPLES_PER_MS = SOUND_RATE_HZ / STEP / 1000;
/** What arrives within this time, in milliseconds, arrived without delay at least once. */
const NEAR_MS = 1000;

/**
 * A recording at 8 kHz that knows when each sample was heard. A recorder gives pieces, now and then late, never early: the earliest of
 * those around a sample are right.
 */
export class RecordedSound {
  static readonly samplesPerMs = SAMPLES_PER_MS;
  #samples = new Float32Array(1 << 16);
  #length = 0;
  #sum = 0;
  #summed = 0;
  /** For each piece: where it ends, and when the recording would have begun, had the piece come at once. */
  readonly #pieces: { readonly end: number; readonly beganMs: number }[] = [];

  /** Takes the next samples, at the rate of sound, which have just arrived. */
  add(samples: Float32Array, nowMs: number): void {
    for (const sample of samples) {
      this.#sum += sample;
      if (++this.#summed < STEP) continue;
      if (this.#length === this.#samples.length) this.#grow();
      this.#samples[this.#length++] = this.#sum / STEP;
      this.#sum = this.#summed = 0;
    }
    this.#pieces.push({ end: this.#length, beganMs: nowMs - this.#length / SAMPLES_PER_MS });
  }

  get samples(): Float32Array {
    return this.#samples.subarray(0, this.#length);
  }

  /** When sample number `n` was heard. */
  timeMs(n: number): number {
    const near = this.#pieces.filter(({ end }) => Math.abs(end - n) <= NEAR_MS * SAMPLES_PER_MS);
    const began = (near.length > 0 ? near : this.#pieces).map(({ beganMs }) => beganMs);
    return Math.min(...began) + n / SAMPLES_PER_MS;
  }

  #grow(): void {
    const larger = new Float32Array(2 * this.#samples.length);
    larger.set(this.#samples);
    this.#samples = larger;
  }
}
