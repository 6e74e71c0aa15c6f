import type { Codec, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { EncoderLoad } from "./encoder_load.ts";

/** Those that are worth their CPU time, the best first: they need a third, and a sixth, fewer bits than VP8. */
const BETTER: readonly PredictiveCodec[] = ["av1", "vp9"];
/**
 * How many times VP8's CPU time a better codec needs at the least. Measured, with 640x480 and 1280x720: 2.7 to 3.6 and 1.4 to 1.8.
 * Less is assumed here, because newer encoders are faster: this only has to prevent trials that cannot succeed.
 */
const LEAST_COST: Readonly<Partial<Record<PredictiveCodec, number>>> = { av1: 2, vp9: 1.2 };
/** What an encoder may use of one core: with capture and the rest of an end, 0.45 s a second. */
const MOST_SHARE = 0.38;
/** A better codec that uses more than this after all is given up. In between, nothing changes. */
const TOO_MUCH_SHARE = 0.5;
/** The share of a frame interval that a frame of a trial may take: the machine has other things to do meanwhile. */
const MOST_INTERVAL_SHARE = 0.6;
/** An encoder that is late with this many of the latest 60 pictures does not keep up: two thirds of a second without a break. */
const TOO_MANY_LATE = 20;
/** One that is on trial may be late with fewer of its 30 to 40. */
const TOO_MANY_LATE_ON_TRIAL = 3;
/** From the first picture of a call on: after this, the codec only gets cheaper. In milliseconds. */
const TRIALS_UNTIL_MS = 10_000;

/** The encoders of this moment. */
export interface RunningEncoders {
  readonly framesPerSecond: number;
  /** That of the codec that is sent. */
  readonly current: EncoderLoad;
  /** The one on trial, which gets the same pictures. */
  readonly trial?: EncoderLoad;
}

/**
 * Chooses the codec of a call. It begins with the cheapest one that both ends know. Then the best one that this machine may have
 * the CPU for is tried alongside, its frames unused, and takes over if it fits; if not, the next best. If the machine becomes too
 * slow for it later, the cheapest one comes back at once.
 *
 * So the codec changes at most twice in a call: up in the first seconds, and down. A recording at the other end is split by each
 * change. A codec that failed is not tried again in the same call. One that was good up to the end of a call begins the next one:
 * there nothing is tried.
 */
export class CodecChoice {
  readonly #own: readonly PredictiveCodec[];
  /** What this end may still try, the best first. */
  #better: PredictiveCodec[] = [];
  #cheapest: PredictiveCodec | undefined;
  /** Stays the same while the call is interrupted. */
  #chosen: PredictiveCodec | undefined;
  #hasPeer = false;
  #trial: PredictiveCodec | undefined;
  /** A better one that this machine has the CPU for, as far as is known. */
  #proven: PredictiveCodec | undefined;
  /** When the first picture of the call came. */
  #startMs: number | undefined;

  /** `own`: what this end encodes, the preferred one to begin with first. */
  constructor(own: readonly PredictiveCodec[]) {
    this.#own = own;
  }

  /** What this end encodes, the one to begin with first. */
  get own(): readonly PredictiveCodec[] {
    return this.#own;
  }

  /** What a call is likely to begin with. */
  get likely(): PredictiveCodec {
    return this.#proven ?? this.#own[0];
  }

  /** What is sent. `undefined`: there is no peer, or none that decodes any of these. */
  get codec(): PredictiveCodec | undefined {
    return this.#hasPeer ? this.#chosen : undefined;
  }

  /** The codec that is tried alongside. */
  get trial(): PredictiveCodec | undefined {
    return this.#trial;
  }

  /** `codecs`: what the peer decodes, `undefined` without a peer. `isNew`: it is not the previous peer. */
  setPeer(codecs: readonly Codec[] | undefined, isNew: boolean): void {
    this.#trial = undefined;
    this.#hasPeer = codecs !== undefined;
    if (codecs === undefined || (!isNew && this.#chosen !== undefined && codecs.includes(this.#chosen))) return;
    const common = this.#own.filter((codec) => codecs.includes(codec));
    const cheapest = this.#cheapest = common[0];
    const isProven = this.#proven !== undefined && common.includes(this.#proven);
    this.#chosen = isProven ? this.#proven : cheapest;
    const rank = BETTER.findIndex((codec) => codec === cheapest);
    this.#better = isProven ? [] : BETTER.filter((codec, at) => common.includes(codec) && (rank < 0 || at < rank));
    this.#startMs = undefined;
  }

  /** A picture has come, and is counted in these loads. */
  update({ framesPerSecond, current, trial }: RunningEncoders, nowMs: number): void {
    const codec = this.codec;
    if (codec === undefined) return;
    this.#startMs ??= nowMs;
    const share = shareOf(current, framesPerSecond);
    const isTooSlow = current.latePictures >= TOO_MANY_LATE;
    if (codec !== this.#cheapest) {
      if (isTooSlow || (share !== undefined && share > TOO_MUCH_SHARE)) this.#settle(this.#cheapest!);
      return;
    }
    if (nowMs > this.#startMs + TRIALS_UNTIL_MS) return this.#settle(codec);
    if (this.#trial === undefined) return this.#begin(current, framesPerSecond);
    if (isTooSlow || (trial && trial.latePictures >= TOO_MANY_LATE_ON_TRIAL)) return this.#giveUp(this.#trial);
    const trialShare = trial && shareOf(trial, framesPerSecond);
    if (trialShare === undefined) return;
    const intervalMs = 1000 / framesPerSecond;
    if (trialShare <= MOST_SHARE && trial!.waitedMs! <= intervalMs * MOST_INTERVAL_SHARE) this.#settle(this.#trial);
    else this.#giveUp(this.#trial);
  }

  /** An encoder of this codec failed. Returns whether another codec takes its place, or none was to. */
  failed(codec: PredictiveCodec): boolean {
    if (codec === this.#trial) this.#giveUp(codec);
    else if (codec === this.#chosen && codec !== this.#cheapest) this.#settle(this.#cheapest!);
    else return false;
    return true;
  }

  /** Begins the trial of the best codec that may fit, once it is known what the current one costs. */
  #begin(current: EncoderLoad, framesPerSecond: number): void {
    const share = shareOf(current, framesPerSecond);
    if (share === undefined) return;
    const isPossible = (codec: PredictiveCodec) => share * (LEAST_COST[codec] ?? 1) <= MOST_SHARE;
    this.#trial = this.#better.find(isPossible);
  }

  #giveUp(codec: PredictiveCodec): void {
    this.#better = this.#better.filter((one) => one !== codec);
    this.#trial = undefined;
  }

  /** Nothing is tried after this. */
  #settle(codec: PredictiveCodec): void {
    this.#chosen = codec;
    this.#proven = codec === this.#cheapest ? undefined : codec;
    this.#better = [];
    this.#trial = undefined;
  }
}

/** What an encoder uses of one core. */
function shareOf(load: EncoderLoad, framesPerSecond: number): number | undefined {
  return load.costMs === undefined ? undefined : load.costMs * framesPerSecond / 1000;
}
