import type { LossCounts } from "./loss_counts.ts";

/** The most frames that a packet repeats. Those before them would come too late to be played in time. */
const MAX_REPEATED = 7;

// Tuned with the lossy links of the tests.

/** The share of frames that may be lost together with all their repetitions. */
const MAX_LOST_SHARE = 0.0005;
/** Below this share of lost packets nothing is repeated. */
const MIN_LOSS_SHARE = 0.001;
/** The weight of a packet falls by a factor of e in this many milliseconds, so that a calm moment does not end the repetition. */
const FORGET_MS = 8000;
/** The highest probability that the next packet is lost, too. Beyond it, no number of repetitions helps. */
const MAX_NEXT_SHARE = 0.95;
/** Of fewer packets than this, the share that was lost says little. */
const MIN_PACKETS = 20;

/**
 * How many of the frames before it each packet repeats (the idea of RFC 2198), from the losses that the peer reports. A frame
 * is lost if its packet and all that repeat it are. Losses are a chain of two states (Gilbert): the probability that the
 * next packet is lost, too, follows from the mean length of a run.
 */
export class Repetition {
  #last: LossCounts | undefined;
  #lastMs = 0;
  #received = 0;
  #lost = 0;
  #runs = 0;

  /** `counts`: what the peer has counted since the beginning. */
  onReport(counts: LossCounts, nowMs: number): void {
    const last = this.#last;
    const received = counts.receivedPackets - (last?.receivedPackets ?? 0);
    const lost = counts.lostPackets - (last?.lostPackets ?? 0), runs = counts.lossRuns - (last?.lossRuns ?? 0);
    // An older report that was overtaken, or nonsense.
    if (!(received >= 0 && Number.isFinite(lost) && Number.isFinite(runs))) return;
    const keep = Math.exp(-Math.max(0, nowMs - this.#lastMs) / FORGET_MS);
    this.#received = this.#received * keep + received;
    this.#lost = Math.max(0, this.#lost * keep + lost);
    this.#runs = Math.max(0, this.#runs * keep + runs);
    this.#last = counts;
    this.#lastMs = nowMs;
  }

  /** The share of packets that are lost, 0 to 1. */
  get lossShare(): number {
    const packets = this.#received + this.#lost;
    return packets < MIN_PACKETS ? 0 : this.#lost / packets;
  }

  /** How many frames to repeat. {@linkcode SoundRate} says how many of them the link can carry. */
  get wantedFrames(): number {
    const share = this.lossShare;
    if (share < MIN_LOSS_SHARE) return 0;
    return Math.min(MAX_REPEATED, Math.max(1, Math.ceil(Math.log(MAX_LOST_SHARE / share) / Math.log(this.#nextShare))));
  }

  /** The share of frames, 0 to 1, that are lost with all their repetitions if each is repeated this many times. */
  lostShare(repeatedFrames: number): number {
    return this.lossShare * this.#nextShare ** repeatedFrames;
  }

  /** The probability that the packet after a lost one is lost, too. */
  get #nextShare(): number {
    const runPackets = Math.max(1, this.#lost / Math.max(1, this.#runs));
    return Math.min(MAX_NEXT_SHARE, Math.max(this.lossShare, 1 - 1 / runPackets));
  }
}
