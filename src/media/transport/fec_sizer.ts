// Part of the sealed wire: src/wire/sealed/PROTOCOL.md, "Repair".

/** The share of frames that parity alone should complete. The rest is requested again. */
const COVERED = 0.97;

// Tuned with `deno task bench:network`.

/** The number of latest frames whose losses count: 3 s at 30 fps, so that a change of the link shows soon. */
const FRAMES = 96;
/**
 * The share of frames to complete over a far link. `FRAMES` are too few to measure it, so it is computed from the mean loss.
 */
const COVERED_FAR = 0.99998;
/** The share of packets that a far link is assumed to lose until its loss is known. */
const FIRST_LOSS = 0.04;
/** From this RTT on, in milliseconds, a packet that is requested again arrives too late for smooth motion. */
const FAR_RTT_MS = 100;
/** Parity shards for each data shard, at most. More of them cost more than sending lost packets again. */
const MAX_OVERHEAD = 0.5;
/** The same over a far link, where nothing sent again would be in time. */
const MAX_OVERHEAD_FAR = 0.8;

/** Chooses how much parity a frame gets, from how many packets of each frame the link lost lately. */
export class FecSizer {
  readonly #lostShares: number[] = [];
  /** How many of these frames lost a packet. */
  #lossy = 0;

  /** `received` of a frame's `sent` packets arrived without being requested again. */
  onFrame(received: number, sent: number): void {
    if (sent <= 0) return;
    this.#lostShares.push(Math.max(0, sent - received) / sent);
    if (received < sent) this.#lossy++;
    if (this.#lostShares.length > FRAMES && this.#lostShares.shift()! > 0) this.#lossy--;
  }

  /** The mean share of packets lost, 0 to 1, over the latest frames. */
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
      : Math.max(seen, Math.min(Math.ceil(k * MAX_OVERHEAD_FAR), parityFor(k, this.#expectedLoss)));
  }

  /** Rare losses do not show in a few frames. */
  get #expectedLoss(): number {
    return this.#lostShares.length < FRAMES / 2 ? Math.max(FIRST_LOSS, this.loss) : this.loss;
  }

  /** As many shards as would have completed most of the latest frames. */
  #paritySeen(k: number): number {
    // Most links lose nothing, and this is called for every frame.
    if (this.#lossy === 0) return 0;
    const sorted = [...this.#lostShares].sort((a, b) => a - b);
    const share = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * COVERED))];
    if (share === 0) return 0;
    const most = Math.ceil(k * MAX_OVERHEAD);
    for (let m = 1; m < most; m++) if (Math.round(share * (k + m)) <= m) return m;
    return most;
  }
}

/** The least parity that completes nearly all frames of `k` data shards, if each packet is lost independently. */
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
