import { SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";

/** The most noise, as RMS: -56 dBFS. Louder noise would be heard as such. */
const MAX_RMS = 0.0016;
/** How much of the sample before remains in each: takes the sharpness out of white noise. */
const SMOOTHING = 0.7;

/** What is played while a peer sends nothing because it is silent: as faint a noise as was there before. */
export class ComfortNoise {
  readonly #samples = new Float32Array(SOUND_FRAME_SAMPLES);
  #rms = 0;
  #seed = 1;
  #last = 0;

  /** `power`: mean power of the last sound before the silence. */
  setPower(power: number): void {
    this.#rms = Math.min(MAX_RMS, Math.sqrt(Math.max(0, power)));
  }

  /** 10 ms, valid until the next call. */
  next(): Float32Array {
    // Random numbers from -1 to 1, all equally likely, have an RMS of 1/sqrt(3). Smoothing takes away a part of it.
    const scale = this.#rms * Math.sqrt(3 * (1 - SMOOTHING ** 2));
    for (let n = 0; n < this.#samples.length; n++) {
      this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0;
      this.#last = this.#last * SMOOTHING + this.#seed / 2 ** 31 * scale;
      this.#samples[n] = this.#last;
    }
    return this.#samples;
  }
}
