import { MAX_VOLUME } from "../../port/sound.ts";

/** Up to this share of full scale nothing is changed: -2 dBFS. */
const KNEE = 0.8;

/**
 * Sets the volume, and lets no sample above it, whatever a peer sends. It does not look ahead, so it adds no delay. Loud sound
 * approaches the limit in a soft knee instead of being cut off.
 */
export class Limiter {
  #volume: number;
  #next: number;

  /** `volume`: 0 to {@linkcode MAX_VOLUME}. 1 leaves sound as it is; more makes it louder, but never above full scale. */
  constructor(volume = 1) {
    this.#volume = this.#next = bounded(volume);
  }

  /** Reached at the end of the next frame, without a click. */
  setVolume(volume: number): void {
    this.#next = bounded(volume);
  }

  /** Changes the samples in place. After it each is within the volume, and within -1 to 1. NaN becomes 0. */
  process(samples: Float32Array): void {
    const from = this.#volume, to = this.#next, last = samples.length - 1;
    for (let n = 0; n <= last; n++) {
      const volume = n === last ? to : from + (to - from) * n / last;
      samples[n] = bent(samples[n] * Math.max(1, volume)) * Math.min(1, volume);
    }
    this.#volume = to;
  }
}

function bent(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  // Not even a NaN gets out.
  if (!(size > KNEE)) return 0;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
}

function bounded(volume: number): number {
  return volume >= 0 ? Math.min(MAX_VOLUME, volume) : 0;
}
