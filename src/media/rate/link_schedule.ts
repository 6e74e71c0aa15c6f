/** When the link will have sent what it was given. A packet occupies it for its size divided by the rate. */
export class LinkSchedule {
  #freeMs = -Infinity;

  /** When the link is free. */
  get freeMs(): number {
    return this.#freeMs;
  }

  /** `bytes` leave now, or as soon as the link is free, at `kbps`. */
  onSent(bytes: number, kbps: number, nowMs: number): void {
    this.#freeMs = Math.max(this.#freeMs, nowMs) + bytes * 8 / kbps;
  }

  /** Keeps the link busy for at least `holdMs` from now on. */
  hold(holdMs: number, nowMs: number): void {
    if (holdMs > 0) this.#freeMs = Math.max(this.#freeMs, nowMs + holdMs);
  }
}
