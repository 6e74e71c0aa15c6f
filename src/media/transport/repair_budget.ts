// Part of the sealed wire: src/wire/sealed/PROTOCOL.md, "Repair".

/**
 * Bytes multiplied per second. Each takes about 1.7 ns, so this is a tenth of the time. Frames of 200 kB at 20 fps that lose
 * every tenth packet take as much.
 */
const PRODUCTS_PER_SECOND = 60e6;
/** Bytes multiplied at once, in about 27 ms. A frame of 200 kB that lost half of its packets takes as much. */
const BURST_PRODUCTS = 16e6;

/** Limits the work for parity. The peer decides what parity costs, by what it sends or says that it lost. */
export class RepairBudget {
  #left = BURST_PRODUCTS;
  #sinceMs = -Infinity;

  /** How many bytes may be multiplied now. */
  left(nowMs: number): number {
    const earned = Math.max(0, nowMs - this.#sinceMs) / 1000 * PRODUCTS_PER_SECOND;
    this.#sinceMs = Math.max(this.#sinceMs, nowMs);
    return this.#left = Math.min(BURST_PRODUCTS, this.#left + earned);
  }

  /** Whether there was enough left. If so, it is spent. */
  take(products: number, nowMs: number): boolean {
    if (products > this.left(nowMs)) return false;
    this.#left -= products;
    return true;
  }
}
