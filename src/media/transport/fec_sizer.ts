/** Of so many latest frames the losses are looked at: 3 s at 30 fps, so a change of the link shows soon. */
const FRAMES = 96;
/** The share of frames that parity alone is to complete; the rest is asked for again. */
const COVERED = 0.97;
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
  parityFor(k: number): number {
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
