/** How long after a late wake-up packets may still catch up: clocks wake once a millisecond or later. */
const BURST_MS = 2;

/** Lets items out at a rate instead of all at once; urgent ones go first. */
export class Pacer<T> {
  #urgent: { item: T; size: number }[] = [];
  #queue: { item: T; size: number }[] = [];
  #nextMs = 0;
  #burstBytes: number;

  /** `initialBurstBytes` leave at once: before anything is known, waiting gains nothing (RFC 6928's reasoning). */
  constructor(initialBurstBytes = 0) {
    this.#burstBytes = initialBurstBytes;
  }

  get length(): number {
    return this.#urgent.length + this.#queue.length;
  }

  push(item: T, size: number): void {
    this.#queue.push({ item, size });
  }

  pushUrgent(item: T, size: number): void {
    this.#urgent.push({ item, size });
  }

  /** Nothing of what waits leaves. Returns it. */
  clear(): T[] {
    const waiting = [...this.#urgent, ...this.#queue].map(({ item }) => item);
    this.#urgent = [];
    this.#queue = [];
    return waiting;
  }

  /** When the next item may leave; `Infinity` when there is none. */
  get deadlineMs(): number {
    return this.length > 0 ? this.#nextMs : Infinity;
  }

  /** The next item that may leave by now, at `kbps`. */
  take(nowMs: number, kbps: number): T | undefined {
    if (this.length === 0 || this.#nextMs > nowMs) return undefined;
    const { item, size } = (this.#urgent.shift() ?? this.#queue.shift())!;
    if (this.#burstBytes > 0) {
      this.#burstBytes -= size;
      return item;
    }
    this.#nextMs = Math.max(this.#nextMs, nowMs - BURST_MS) + size * 8 / kbps;
    return item;
  }
}
