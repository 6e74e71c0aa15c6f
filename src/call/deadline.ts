import type { Clock } from "../port/clock.ts";

/**
 * Calls back at a deadline that changes with every datagram, mostly to a later time. In that case the timer is kept, and set
 * again if it fires too early. Cancelling and setting a timer for each datagram would cost more than opening the datagram.
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

  /** `Infinity`: no deadline. */
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
