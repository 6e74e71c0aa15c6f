/** Of so many latest units the losses are looked at: 3 s at 30 fps, so a change of the link shows soon. */
const UNITS = 96;
/** The share of units that parity alone is to complete; the rest is asked for again. */
const COVERED = 0.97;
/** Above this, more parity costs more than resending. */
const MAX_OVERHEAD = 0.6;

/** Sizes parity by how many packets of each unit the link lost lately. */
export class FecSizer {
  readonly #lostShares: number[] = [];
  /** Of them: units that lost anything. */
  #lossy = 0;

  /** A unit of `sent` packets of which `received` came at first hand. */
  onUnit(received: number, sent: number): void {
    if (sent <= 0) return;
    this.#lostShares.push(Math.max(0, sent - received) / sent);
    if (received < sent) this.#lossy++;
    if (this.#lostShares.length > UNITS && this.#lostShares.shift()! > 0) this.#lossy--;
  }

  /** Share of packets lost, over the units looked at. */
  get loss(): number {
    if (this.#lossy === 0) return 0;
    let sum = 0;
    for (const share of this.#lostShares) sum += share;
    return sum / this.#lostShares.length;
  }

  /** Parity shards for a unit of `k` data shards. */
  parityFor(k: number): number {
    // Most links lose nothing, and this is asked for every unit.
    if (this.#lossy === 0) return 0;
    const sorted = [...this.#lostShares].sort((a, b) => a - b);
    const share = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * COVERED))];
    if (share === 0) return 0;
    const most = Math.ceil(k * MAX_OVERHEAD);
    for (let m = 1; m < most; m++) if (Math.round(share * (k + m)) <= m) return m;
    return most;
  }
}
