/** Losses are looked at over at least so many packets, and at least a window of them. */
const MIN_COUNT = 40;
/** So much more than the path loses by itself is what text may lose it; and so many standard deviations of chance, or of bursts. */
const EXCESS = 0.05, DEVIATIONS = 4, SPARE_PACKETS = 2;
/** How fast what the path is believed to lose by itself follows what is lost. */
const RISE_GAIN = 1 / 16, FALL_GAIN = 1 / 4;

/** `less`: text made the link lose `excess`, a share of all; `again`: it was the path, so as much as before is right. */
export type LossResponse = { readonly kind: "less"; readonly excess: number } | { readonly kind: "again" | "kept" };

/**
 * Tells losses that text makes from those of the path, by trying: when less text under way does not lower them, they are
 * the path's own.
 */
export class TextLoss {
  /** Sendings before this one say nothing of the present window. */
  #from = 0;
  #came = 0;
  #lost = 0;
  /** Share of packets that the path loses by itself. */
  #own = 0;
  /** The loss that led to less being under way, until it shows whether that helped. */
  #tried: number | undefined;

  /** Whether it is being tried if less under way loses less: then it must stay less. */
  get trying(): boolean {
    return this.#tried !== undefined;
  }

  /** What became of a packet; `sending` counts every one that was sent. */
  count(sending: number, lost: boolean): void {
    if (sending < this.#from) return;
    if (lost) this.#lost++;
    else this.#came++;
  }

  /** Nothing as long as too little is known, or all is as before. */
  judge(windowPackets: number, nextSending: number): LossResponse | undefined {
    const count = this.#came + this.#lost;
    if (count < Math.max(MIN_COUNT, windowPackets)) return undefined;
    const loss = this.#lost / count, own = this.#own;
    const deviation = Math.sqrt(count * own * (1 - own));
    const unlikely = this.#lost > count * own + DEVIATIONS * deviation + SPARE_PACKETS;
    const tried = this.#tried;
    this.#tried = undefined;
    this.#came = this.#lost = 0;
    if (tried !== undefined) {
      this.#from = nextSending;
      this.#own = Math.max(own, loss);
      return { kind: loss * 2 < tried + own ? "kept" : "again" };
    }
    if (unlikely && loss > own + EXCESS) {
      this.#from = nextSending;
      this.#tried = loss;
      return { kind: "less", excess: loss - own };
    }
    this.#own += (loss - own) * (loss > own ? RISE_GAIN : FALL_GAIN);
    return undefined;
  }

  /** The link was away, or is another. */
  restart(nextSending: number): void {
    this.#from = nextSending;
    this.#came = this.#lost = this.#own = 0;
    this.#tried = undefined;
  }
}
