/**
 * After waking up late, the pacer may make up for this many milliseconds: timers are late by a millisecond or more. Tuned with
 * `deno task bench:network`.
 */
const BURST_MS = 2;

/** Lets items leave at a rate instead of all at once. Urgent ones go first. */
export class Pacer<T> {
  #urgent: { item: T; size: number }[] = [];
  #queue: { item: T; size: number }[] = [];
  #nextMs = 0;
  #burstBytes: number;

  /**
   * `initialBurstBytes` leave at once: before anything is known, waiting gains nothing (as RFC 6928 argues for TCP).
   */
  constructor(initialBurstBytes = 0) {
    this.#burstBytes = initialBurstBytes;
  }

  /** From now on, nothing more leaves at once. */
  endBurst(): void {
    this.#burstBytes = 0;
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

  /** Removes everything that waits, and returns it. */
  clear(): T[] {
    const waiting = [...this.#urgent, ...this.#queue].map(({ item }) => item);
    this.#urgent = [];
    this.#queue = [];
    return waiting;
  }

  /** When the next item may leave; `Infinity` if there is none. */
  get deadlineMs(): number {
    return this.length > 0 ? this.#nextMs : Infinity;
  }

  /** The next item, if one may leave now, at `kbps`. */
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
