/**
 * How far sound is from a sine at its roughest place: the largest difference between a sample and the one that a sine of
 * this frequency has after the two before it. 0 for a sine of any loudness and phase. A click of size x gives x or more.
 */
export class SeamMeter {
  readonly #factor: number;
  #last = 0;
  #beforeLast = 0;
  #count = 0;
  largest = 0;

  constructor(hz: number) {
    this.#factor = 2 * Math.cos(2 * Math.PI * hz / 48_000);
  }

  add(samples: Float32Array): void {
    for (let n = 0; n < samples.length; n++) {
      const sample = samples[n];
      if (this.#count++ >= 2) {
        this.largest = Math.max(this.largest, Math.abs(sample - this.#factor * this.#last + this.#beforeLast));
      }
      this.#beforeLast = this.#last;
      this.#last = sample;
    }
  }
}
