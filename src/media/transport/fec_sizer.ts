/** Of so many latest frames the losses are looked at: 3 s at 30 fps, so a change of the link shows soon. */
const FRAMES = 96;
/** The share of frames that parity alone is to complete; the rest is asked for again. */
const COVERED = 0.97;
/** Likewise over a far link. Too few frames are looked at to see this: it is computed from the mean loss. */
const COVERED_FAR = 0.9998;
/** What a far link may lose, before it is known. */
const FIRST_LOSS = 0.04;
/** From this RTT on a frame that is asked for again comes too late to be smooth. */
const FAR_RTT_MS = 100;
/** Above this, more parity costs more than resending. */
const MAX_OVERHEAD = 0.6;

/** Sizes parity by how many packets of each frame the link lost lately. */
export class FecSizer {
  readonly #lostShares: number[] = [];
  /** Of them: frames that lost anything. */
  #lossy = 0;

  /** A frame of `sent` packets of which `received` came at first hand. */
  onFrame(received: number, sent: number): void {
    if (sent <= 0) return;
    this.#lostShares.push(Math.max(0, sent - received) / sent);
    if (received < sent) this.#lossy++;
    if (this.#lostShares.length > FRAMES && this.#lostShares.shift()! > 0) this.#lossy--;
  }

  /** Share of packets lost, over the frames looked at. */
  get loss(): number {
    if (this.#lossy === 0) return 0;
    let sum = 0;
    for (const share of this.#lostShares) sum += share;
    return sum / this.#lostShares.length;
  }

  /** Parity shards for a frame of `k` data shards. */
  parityFor(k: number, rttMs = 0): number {
    const seen = this.#paritySeen(k);
    return rttMs < FAR_RTT_MS
      ? seen
      : Math.max(seen, Math.min(Math.ceil(k * MAX_OVERHEAD), parityFor(k, this.#expectedLoss)));
  }

  /** While few frames have been looked at, losses that did not happen yet may still come. */
  get #expectedLoss(): number {
    return this.#lostShares.length < FRAMES / 2 ? Math.max(FIRST_LOSS, this.loss) : this.loss;
  }

  /** As many as would have completed most of the latest frames. */
  #paritySeen(k: number): number {
    // Most links lose nothing, and this is asked for every frame.
    if (this.#lossy === 0) return 0;
    const sorted = [...this.#lostShares].sort((a, b) => a - b);
    const share = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * COVERED))];
    if (share === 0) return 0;
    const most = Math.ceil(k * MAX_OVERHEAD);
    for (let m = 1; m < most; m++) if (Math.round(share * (k + m)) <= m) return m;
    return most;
  }
}

/** The least parity with which all but a few frames of `k` packets are completed, if each packet is lost by itself. */
function parityFor(k: number, loss: number): number {
  if (loss <= 0) return 0;
  for (let m = 0;; m++) {
    const n = k + m;
    // The probability that at most m of n are lost: a binomial distribution, term by term.
    let term = (1 - loss) ** n, covered = term;
    for (let lost = 1; lost <= m; lost++) covered += term *= (n - lost + 1) / lost * loss / (1 - loss);
    if (covered >= COVERED_FAR || m >= k) return m;
  }
}
