import { SOUND_FRAME_SAMPLES } from "../../src/port/sound_device.ts";
import { SeededRandom } from "./random.ts";

/** The signal repeats after this many samples: 0.2 s, and a whole number of frames. */
const PERIOD = 20 * SOUND_FRAME_SAMPLES;
/** So many samples are compared: 40 ms. */
const COMPARED = 1920;
const PEAK = 0.3;

/** Noise that no other sound is like, so that it can be found again in what was recorded. */
export class NoiseSignal {
  /** One period. */
  readonly samples: Float32Array;
  #heard = new Float32Array(COMPARED);
  /** How many samples were heard. */
  heardSamples = 0;

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.samples = Float32Array.from({ length: PERIOD }, () => PEAK * (2 * random.next() - 1));
  }

  /** The frame that begins `n` times 10 ms after the first. */
  frame(n: number): Float32Array {
    const at = n * SOUND_FRAME_SAMPLES % PERIOD;
    return this.samples.slice(at, at + SOUND_FRAME_SAMPLES);
  }

  /** Takes what was recorded. */
  hear(samples: Float32Array): void {
    this.heardSamples += samples.length;
    const all = new Float32Array(COMPARED + samples.length);
    all.set(this.#heard);
    all.set(samples, COMPARED);
    this.#heard = all.slice(-COMPARED);
  }

  /** Forgets what was heard. */
  forget(): void {
    this.#heard.fill(0);
  }

  /** How much the last 40 ms that were heard are like the signal, wherever it began: 1 if they are the same but for the volume. */
  get likeness(): number {
    let heardPower = 0;
    for (const sample of this.#heard) heardPower += sample * sample;
    let best = 0;
    for (let shift = 0; shift < PERIOD && heardPower > 0; shift++) {
      let product = 0, power = 0;
      for (let n = 0, at = shift; n < COMPARED; n++) {
        const sample = this.samples[at];
        product += sample * this.#heard[n];
        power += sample * sample;
        if (++at === PERIOD) at = 0;
      }
      best = Math.max(best, product / Math.sqrt(power * heardPower));
    }
    return best;
  }

  /** Whether the signal is what was heard last. */
  get isHeard(): boolean {
    return this.likeness > 0.95;
  }
}
