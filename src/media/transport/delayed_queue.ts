/** Items that are due later, each at its own time. */
export class DelayedQueue<T> {
  /** The soonest first. */
  #entries: { readonly item: T; readonly atMs: number }[] = [];

  push(item: T, atMs: number): void {
    const after = this.#entries.findLastIndex((entry) => entry.atMs <= atMs);
    this.#entries.splice(after + 1, 0, { item, atMs });
  }

  /** The next item that is due, if any. */
  take(nowMs: number): T | undefined {
    return nowMs >= this.deadlineMs ? this.#entries.shift()!.item : undefined;
  }

  /** When the next item is due; `Infinity` if there is none. */
  get deadlineMs(): number {
    return this.#entries[0]?.atMs ?? Infinity;
  }

  clear(): void {
    this.#entries = [];
  }
}
