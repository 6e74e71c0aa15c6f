import type { Clock } from "../port/clock.ts";

/**
 * Calls back once a time is reached that moves with every datagram, mostly to later: then the timer stays, and sets itself
 * anew when it fires too early. Two timers a datagram would cost more than opening it.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #reached: () => void;
  #atMs = Infinity;
  #armedForMs = Infinity;
  #cancel = () => {};

  constructor(clock: Clock, reached: () => void) {
    this.#clock = clock;
    this.#reached = reached;
  }

  /** `Infinity`: never. */
  set(atMs: number): void {
    this.#atMs = atMs;
    if (atMs >= this.#armedForMs) return;
    this.#cancel();
    this.#arm(atMs);
  }

  cancel(): void {
    this.#cancel();
    this.#atMs = this.#armedForMs = Infinity;
  }

  #arm(atMs: number): void {
    this.#armedForMs = atMs;
    this.#cancel = this.#clock.callAt(atMs, () => {
      this.#armedForMs = Infinity;
      this.#cancel = () => {};
      if (this.#clock.nowMs() >= this.#atMs) {
        this.#atMs = Infinity;
        this.#reached();
      } else if (this.#atMs < Infinity) {
        this.#arm(this.#atMs);
      }
    });
  }
}
