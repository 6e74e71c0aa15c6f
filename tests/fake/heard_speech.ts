import { SOUND_RATE_HZ } from "../../src/port/sound_device.ts";

/** So many samples become one: 4 kHz, which speech is known by. */
const STEP = 12;
/** So many samples are compared at once, 200 ms, and so many later again. */
const COMPARED = 800, HOP = 400;
/** Cleaned and encoded speech is as like to what was spoken as this, for most of the time. */
const ALIKE = 0.6;
/**
 * So many parts of it must be heard, and all when they should be, give or take 10 ms. Other voices have a vowel in common with it, but not
 * several at the right times.
 */
const PARTS = 3, MAX_SHIFT = 40;
/** In dBFS. Speech is louder, and noise in place of silence is not. */
const QUIET_DBFS = -36;

/** Speech that is spoken over and over at one end of a call, and what is heard at the other. */
export class HeardSpeech {
  readonly #spoken: Float32Array;
  #rest = new Float32Array(0);
  #windows = 0;
  /** Each part of the speech that was heard, and where the speech began by it in what was heard. */
  #heard: { readonly part: number; readonly began: number }[] = [];
  #quietSamples = 0;

  /** `speech` at the rate of sound. */
  constructor(readonly speech: Float32Array) {
    const once = means(speech);
    this.#spoken = new Float32Array(once.length + COMPARED);
    for (let n = 0; n < this.#spoken.length; n++) this.#spoken[n] = once[n % once.length];
  }

  /** Takes what was recorded. */
  hear(samples: Float32Array): void {
    for (const sample of samples) {
      this.#quietSamples = Math.abs(sample) < 10 ** (QUIET_DBFS / 20) ? this.#quietSamples + 1 : 0;
    }
    const all = new Float32Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    let at = 0;
    for (; all.length - at >= COMPARED * STEP; at += HOP * STEP) {
      this.#compare(means(all.subarray(at, at + COMPARED * STEP)), this.#windows++ * HOP);
    }
    this.#rest = all.slice(at);
  }

  /** Forgets what was heard. */
  forget(): void {
    this.#heard = [];
    this.#quietSamples = 0;
  }

  /** Whether the speech was heard. */
  get isHeard(): boolean {
    const period = this.#spoken.length - COMPARED;
    const isNear = (a: number, b: number) => {
      const apart = Math.abs(a - b) % period;
      return Math.min(apart, period - apart) <= MAX_SHIFT;
    };
    const parts = ({ began }: { began: number }) =>
      new Set(this.#heard.filter((other) => isNear(began, other.began)).map(({ part }) => part));
    return this.#heard.some((one) => parts(one).size >= PARTS);
  }

  /** For how long there was nothing to hear, by the clock of what recorded it. */
  get quietMs(): number {
    return this.#quietSamples * 1000 / SOUND_RATE_HZ;
  }

  #compare(heard: Float32Array, at: number): void {
    const heardPower = power(heard, 0);
    if (10 * Math.log10(heardPower / COMPARED + 1e-12) < QUIET_DBFS) return;
    let best = 0, bestAt = 0;
    for (let shift = 0; shift + COMPARED < this.#spoken.length; shift++) {
      let product = 0;
      for (let n = 0; n < COMPARED; n++) product += heard[n] * this.#spoken[shift + n];
      if (product <= 0) continue;
      const likeness = product / Math.sqrt(heardPower * power(this.#spoken, shift) + 1e-12);
      if (likeness > best) [best, bestAt] = [likeness, shift];
    }
    if (best >= ALIKE) this.#heard.push({ part: Math.floor(bestAt / HOP), began: bestAt - at });
  }
}

function power(samples: Float32Array, from: number): number {
  let sum = 0;
  for (let n = from; n < from + COMPARED; n++) sum += samples[n] ** 2;
  return sum;
}

function means(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / STEP) }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < STEP; i++) sum += samples[n * STEP + i];
    return sum / STEP;
  });
}
