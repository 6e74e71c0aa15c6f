/** Lets a test control `performance.now()` and intervals until it is disposed of. */
export class FakeTime {
  readonly #real = {
    now: performance.now.bind(performance),
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
  };
  readonly #intervals = new Map<number, { readonly everyMs: number; dueMs: number; readonly callback: () => void }>();
  #nowMs = 1000;
  #lastId = 0;

  constructor() {
    performance.now = () => this.#nowMs;
    globalThis.setInterval = ((callback: () => void, everyMs: number) => {
      this.#intervals.set(++this.#lastId, { everyMs, dueMs: this.#nowMs + everyMs, callback });
      return this.#lastId;
    }) as unknown as typeof setInterval;
    globalThis.clearInterval = (id) => void this.#intervals.delete(Number(id));
  }

  /** Moves the time forward, and calls what is due. */
  tick(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#intervals.values()].sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#nowMs = next.dueMs;
      next.dueMs += next.everyMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }

  [Symbol.dispose](): void {
    performance.now = this.#real.now;
    globalThis.setInterval = this.#real.setInterval;
    globalThis.clearInterval = this.#real.clearInterval;
  }
}
