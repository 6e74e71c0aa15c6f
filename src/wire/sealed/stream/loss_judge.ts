/** Losses are judged over at least this many packets, and at least over a window of them. */
const MIN_COUNT = 40;
/**
 * A stream may have caused losses itself if they exceed the path's own loss by this share of all packets, by this many standard
 * deviations, and by this many packets, which may be one burst.
 */
const EXCESS = 0.05, DEVIATIONS = 4, SPARE_PACKETS = 2;
/** How fast the estimate of the path's own loss follows the measured loss, up and down. */
const RISE_GAIN = 1 / 16, FALL_GAIN = 1 / 4;

/**
 * What to do about losses.
 * - `reduce`: the stream may have caused them; send less. `excess` is the share of packets lost above the path's own loss.
 * - `restore`: less in flight did not help, so the path caused them; send as much as before.
 * - `keep`: it helped; continue with less.
 */
export type LossResponse = { readonly kind: "reduce"; readonly excess: number } | { readonly kind: "restore" | "keep" };

/**
 * Distinguishes the losses that a stream causes from those of the path, by an experiment: if they do not decrease with less in
 * flight, they are the path's own.
 */
export class LossJudge {
  /** Sendings before this one say nothing about the current window. */
  #from = 0;
  #arrived = 0;
  #lost = 0;
  /** The share of packets that the path loses by itself. */
  #own = 0;
  /** The loss that made the window smaller, until it is known whether that helped. */
  #lossBefore: number | undefined;

  /** Whether an experiment is running. The window must not grow meanwhile. */
  get testing(): boolean {
    return this.#lossBefore !== undefined;
  }

  /** Counts a packet as lost or arrived. `sending` is its number among all that were sent. */
  count(sending: number, lost: boolean): void {
    if (sending < this.#from) return;
    if (lost) this.#lost++;
    else this.#arrived++;
  }

  /** `undefined` while too little is known, or if nothing has to change. */
  judge(windowPackets: number, nextSending: number): LossResponse | undefined {
    const count = this.#arrived + this.#lost;
    if (count < Math.max(MIN_COUNT, windowPackets)) return undefined;
    const loss = this.#lost / count, own = this.#own;
    const deviation = Math.sqrt(count * own * (1 - own));
    const unlikely = this.#lost > count * own + DEVIATIONS * deviation + SPARE_PACKETS;
    const lossBefore = this.#lossBefore;
    this.#lossBefore = undefined;
    this.#arrived = this.#lost = 0;
    if (lossBefore !== undefined) {
      this.#from = nextSending;
      this.#own = Math.max(own, loss);
      return { kind: loss * 2 < lossBefore + own ? "keep" : "restore" };
    }
    if (unlikely && loss > own + EXCESS) {
      this.#from = nextSending;
      this.#lossBefore = loss;
      return { kind: "reduce", excess: loss - own };
    }
    this.#own += (loss - own) * (loss > own ? RISE_GAIN : FALL_GAIN);
    return undefined;
  }

  /** The link was interrupted, or has changed. */
  restart(nextSending: number): void {
    this.#from = nextSending;
    this.#arrived = this.#lost = this.#own = 0;
    this.#lossBefore = undefined;
  }
}
