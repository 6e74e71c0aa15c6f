/**
 * Bytes that are multiplied in a second, some 1.7 ns each: a tenth of a second's time. Pictures of 200 kB at 20 fps that lose every tenth
 * packet take as much.
 */
const PRODUCTS_PER_SECOND = 60e6;
/** At once: some 27 ms. A picture of 200 kB that lost half of its packets takes as much. */
const BURST_PRODUCTS = 16e6;

/** How much may be computed for parity: what it costs is chosen by the other end, by what it sends or says that it lost. */
export class RepairBudget {
  #left = BURST_PRODUCTS;
  #sinceMs = -Infinity;

  /** What is left: so many bytes may be multiplied now. */
  left(nowMs: number): number {
    const earned = Math.max(0, nowMs - this.#sinceMs) / 1000 * PRODUCTS_PER_SECOND;
    this.#sinceMs = Math.max(this.#sinceMs, nowMs);
    return this.#left = Math.min(BURST_PRODUCTS, this.#left + earned);
  }

  /** Whether there was as much left; then it is spent. */
  take(products: number, nowMs: number): boolean {
    if (products > this.left(nowMs)) return false;
    this.#left -= products;
    return true;
  }
}
