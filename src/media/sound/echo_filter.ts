import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../port/sound_device.ts";
import { RealFft } from "./real_fft.ts";

/** 10 ms. */
const BLOCK = SOUND_FRAME_SAMPLES;
/** Of the Fourier transform: a block and more than the block before it, as overlap-save needs. */
const SIZE = 1024;
/** What a path may have beyond its block, in samples: what is cut off sharply at 8 kHz cannot be cut off sharply in time. */
const TAIL = 32, LEAD = 24;
/** How much of a transform's input an error block fills. */
const FILLED = BLOCK / SIZE;
/** What is above this frequency is left to the processing that follows: voices have little there. In bins: 8 kHz. */
const BINS = 1 + Math.round(8_000 / SOUND_RATE_HZ * SIZE);

/** Tuned by the rooms of echo_filter_test.ts. */
const TUNING = {
  /** How far back an echo may come from, in blocks of 10 ms: device delay and room together. */
  partitions: 20,
  /** How much of the echo path stays the same from one block to the next: people move, so it is a little less than 1. */
  persistence: 0.9998,
  /** What an unknown echo path is assumed to be: the power gain of the first block, and the factor from each block to the next. */
  initialGain: 0.5,
  initialDecay: 0.85,
  /** How much of the last block's estimate of the near end stays. */
  nearSmoothing: 0.7,
  /** Of the smoothed powers that tell how well the path is known. */
  powerSmoothing: 0.95,
  /** How much of the best ratio of them stays, so that a near voice does not look like an unknown path: -0.9 dB a second. */
  ratioHold: 0.998,
  /** The share of the echo that stays is this many times what the filter leaves of it, and at least `leastKept`; in amplitude. */
  keptOverLeft: 2,
  leastKept: 0.2,
  /** How far the share moves in a block: 1 to 0.2 in 0.8 s. */
  keptStep: 0.01,
  /** Partitions whose response is cut to its block in one step. All in turn, since each costs two transforms. */
  constrainedPerBlock: 1,
} as const;

/** A signal whose power is below this is silence: -80 dB of full scale. */
const SILENCE_POWER = 1e-8;
/** Keeps a divisor from 0. */
const TINY = 1e-9;
/**
 * A block speaks against the filter if its output has more power than its input by this factor, and for it if it has less than
 * its input. If this many more blocks speak against it, the loudspeaker or the microphone was moved: the filter forgets the path and
 * learns it again.
 */
const WRONG = { power: 1.2, blocks: 20 } as const;

/**
 * Takes out the echo that a linear filter of what was played can explain: a partitioned-block frequency-domain Kalman filter
 * (Enzner and Vary 2006, Kuech et al. 2014). It needs no detector of double talk, since its step shrinks with the power
 * of what it cannot explain. Mono, 48 kHz, blocks of 480 samples. Deterministic.
 *
 * With `keepsSome`, a share of the explained echo stays in the output for a canceller that follows: all of it at first, 14 dB
 * less once the path is known. libwebrtc's canceller suppresses by the ratio of echo to near voice; so it always has an echo
 * to recognise, and spares the voice as if the loudspeaker were 14 dB quieter.
 */
export class EchoFilter {
  private readonly fft = new RealFft(SIZE);
  /** What was played, newest last. */
  private readonly played = new Float64Array(SIZE);
  /** Spectra of what was played, one a partition; `newest` is the index of the latest. */
  private readonly farRe = spectra();
  private readonly farIm = spectra();
  private readonly farPower = spectra();
  private newest = 0;
  private loudBlocks = 0;
  /** The echo path: what each partition of it does. */
  private readonly pathRe = spectra();
  private readonly pathIm = spectra();
  /** How wrong each may be. */
  private readonly uncertainty = spectra();
  private readonly nearPower = new Float64Array(BINS);
  private nextConstrained = 0;
  private wrongBlocks = 0;
  private echoPower = 0;
  private leftPower = 0;
  private bestRatio = 0;
  private keptShare = 1;
  private readonly re = new Float64Array(SIZE / 2 + 1);
  private readonly im = new Float64Array(SIZE / 2 + 1);
  private readonly time = new Float64Array(SIZE);
  private readonly output = new Float32Array(BLOCK);

  constructor(private readonly options: { readonly keepsSome: boolean }) {
    this.reset();
  }

  /** Takes note of a block that is played. One for each that {@linkcode clean} gets, before it; see {@linkcode shiftPath}. */
  play(far: Float32Array): void {
    this.played.copyWithin(0, BLOCK);
    this.played.set(far, SIZE - BLOCK);
    let power = 0;
    for (let n = 0; n < BLOCK; n++) power += far[n] * far[n];
    this.newest = (this.newest + TUNING.partitions - 1) % TUNING.partitions;
    // What is older than the longest echo can be forgotten.
    this.loudBlocks = power / BLOCK > SILENCE_POWER ? TUNING.partitions + 1 : Math.max(this.loudBlocks - 1, 0);
    this.fft.forward(this.played, this.re, this.im);
    const farRe = this.farRe[this.newest], farIm = this.farIm[this.newest], farPower = this.farPower[this.newest];
    for (let k = 0; k < BINS; k++) {
      farRe[k] = this.re[k];
      farIm[k] = this.im[k];
      farPower[k] = farRe[k] * farRe[k] + farIm[k] * farIm[k];
    }
  }

  /** A block of the microphone without the echo. The array is valid until the next call. */
  clean(near: Float32Array): Float32Array {
    if (this.loudBlocks === 0) {
      this.output.set(near);
      return this.output;
    }
    this.estimateEcho();
    const { output, time } = this, start = SIZE - BLOCK;
    let nearPower = 0, echoPower = 0, leftPower = 0;
    for (let n = 0; n < BLOCK; n++) {
      const echo = time[start + n], left = near[n] - echo;
      output[n] = left;
      nearPower += near[n] * near[n];
      echoPower += echo * echo;
      leftPower += left * left;
    }
    this.adapt();
    if (leftPower > nearPower) {
      // An estimate that adds sound is worse than none.
      output.set(near);
      if (leftPower > nearPower * WRONG.power && ++this.wrongBlocks >= WRONG.blocks) this.reset();
      return output;
    }
    this.wrongBlocks = Math.max(this.wrongBlocks - 1, 0);
    if (this.options.keepsSome) {
      const kept = this.nextKeptShare(echoPower, leftPower);
      for (let n = 0; n < BLOCK; n++) output[n] += kept * (near[n] - output[n]);
    }
    return output;
  }

  /** From now on, echoes follow their sound `blocks` later than before (sooner if below 0): the path moves. */
  shiftPath(blocks: number): void {
    const last = TUNING.partitions - 1, steps = Math.min(Math.abs(blocks), TUNING.partitions);
    const [from, to] = blocks > 0 ? [last, 0] : [0, last];
    for (let step = 0; step < steps; step++) {
      for (const parts of [this.pathRe, this.pathIm, this.uncertainty]) parts.splice(to, 0, ...parts.splice(from, 1));
      this.forget(to);
    }
  }

  private nextKeptShare(echoPower: number, leftPower: number): number {
    const { powerSmoothing, ratioHold, keptOverLeft, leastKept, keptStep } = TUNING;
    this.echoPower += (echoPower - this.echoPower) * (1 - powerSmoothing);
    this.leftPower += (leftPower - this.leftPower) * (1 - powerSmoothing);
    this.bestRatio = Math.max(this.echoPower / (this.leftPower + TINY), this.bestRatio * ratioHold);
    const wanted = Math.min(Math.max(keptOverLeft / Math.sqrt(this.bestRatio + TINY), leastKept), 1);
    this.keptShare += Math.min(Math.max(wanted - this.keptShare, -keptStep), keptStep);
    return this.keptShare;
  }

  /** Into the last block of `time`. */
  private estimateEcho(): void {
    const { re, im } = this;
    re.fill(0);
    im.fill(0);
    for (let p = 0; p < TUNING.partitions; p++) {
      const far = (this.newest + p) % TUNING.partitions;
      const farRe = this.farRe[far], farIm = this.farIm[far], pathRe = this.pathRe[p], pathIm = this.pathIm[p];
      for (let k = 0; k < BINS; k++) {
        re[k] += farRe[k] * pathRe[k] - farIm[k] * pathIm[k];
        im[k] += farRe[k] * pathIm[k] + farIm[k] * pathRe[k];
      }
    }
    this.fft.inverse(re, im, this.time);
  }

  /** Corrects the echo path by what it did not explain: `output`. */
  private adapt(): void {
    const { time, re, im, nearPower } = this;
    time.fill(0, 0, SIZE - BLOCK);
    time.set(this.output, SIZE - BLOCK);
    this.fft.forward(time, re, im);
    const denominator = this.time.subarray(0, BINS);
    for (let k = 0; k < BINS; k++) {
      const power = re[k] * re[k] + im[k] * im[k];
      nearPower[k] = Math.max(nearPower[k] * TUNING.nearSmoothing + power * (1 - TUNING.nearSmoothing), power);
      denominator[k] = nearPower[k] + TINY;
    }
    for (let p = 0; p < TUNING.partitions; p++) {
      const farPower = this.farPower[(this.newest + p) % TUNING.partitions], uncertainty = this.uncertainty[p];
      for (let k = 0; k < BINS; k++) denominator[k] += FILLED * farPower[k] * uncertainty[k];
    }
    const kept = TUNING.persistence * TUNING.persistence;
    for (let p = 0; p < TUNING.partitions; p++) {
      const far = (this.newest + p) % TUNING.partitions;
      const farRe = this.farRe[far], farIm = this.farIm[far], farPower = this.farPower[far];
      const pathRe = this.pathRe[p], pathIm = this.pathIm[p], uncertainty = this.uncertainty[p];
      for (let k = 0; k < BINS; k++) {
        const step = uncertainty[k] / denominator[k];
        pathRe[k] += step * (farRe[k] * re[k] + farIm[k] * im[k]);
        pathIm[k] += step * (farRe[k] * im[k] - farIm[k] * re[k]);
        const pathPower = pathRe[k] * pathRe[k] + pathIm[k] * pathIm[k];
        uncertainty[k] = kept * (1 - FILLED * step * farPower[k]) * uncertainty[k] + (1 - kept) * pathPower;
      }
    }
    for (let n = 0; n < TUNING.constrainedPerBlock; n++) {
      this.constrain(this.nextConstrained);
      this.nextConstrained = (this.nextConstrained + 1) % TUNING.partitions;
    }
  }

  /** Cuts the response of a partition to about its block: what is beyond is an artefact of the circular transform. */
  private constrain(partition: number): void {
    const pathRe = this.pathRe[partition], pathIm = this.pathIm[partition], { re, im, time } = this;
    re.fill(0);
    im.fill(0);
    re.set(pathRe);
    im.set(pathIm);
    this.fft.inverse(re, im, time);
    time.fill(0, BLOCK + TAIL, SIZE - LEAD);
    this.fft.forward(time, re, im);
    pathRe.set(re.subarray(0, BINS));
    pathIm.set(im.subarray(0, BINS));
  }

  private reset(): void {
    this.wrongBlocks = 0;
    this.nearPower.fill(0);
    this.echoPower = this.leftPower = this.bestRatio = 0;
    this.keptShare = 1;
    for (let p = 0; p < TUNING.partitions; p++) this.forget(p);
  }

  private forget(partition: number): void {
    this.pathRe[partition].fill(0);
    this.pathIm[partition].fill(0);
    this.uncertainty[partition].fill(TUNING.initialGain * TUNING.initialDecay ** partition);
  }
}

const spectra = () => Array.from({ length: TUNING.partitions }, () => new Float64Array(BINS));
