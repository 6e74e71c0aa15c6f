/** The rate of what was sent lately: an average whose weight falls by a factor of e in each `smoothingMs`. */
export class SentRate {
  readonly #smoothingMs: number;
  #bytes = 0;
  #updatedMs = 0;

  constructor(smoothingMs: number) {
    this.#smoothingMs = smoothingMs;
  }

  add(bytes: number, nowMs: number): void {
    this.#bytes = this.#bytesAt(nowMs) + bytes;
    this.#updatedMs = nowMs;
  }

  /** In kbit/s. */
  kbpsAt(nowMs: number): number {
    return this.#bytesAt(nowMs) * 8 / this.#smoothingMs;
  }

  #bytesAt(nowMs: number): number {
    return this.#bytes * Math.exp((this.#updatedMs - nowMs) / this.#smoothingMs);
  }
}
