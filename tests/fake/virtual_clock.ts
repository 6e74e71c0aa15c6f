import type { Clock } from "../../src/port/clock.ts";

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  #nowMs = 1000;
  #order = 0;
  #timers: { atMs: number; order: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  callAt(atMs: number, callback: () => void): () => void {
    const timer = { atMs, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves the time forward by `ms` and runs what becomes due. Lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next || next.atMs > endMs) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }
}

/** Settles when every promise that does not wait for time has settled. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
}
