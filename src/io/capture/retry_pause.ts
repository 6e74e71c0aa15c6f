import type { Clock } from "../../port/clock.ts";

/** A pause that can be ended early. */
export class RetryPause {
  readonly #clock: Clock;
  #end = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Settles after `ms` milliseconds, or when `end` is called. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.callAt(this.#clock.nowMs() + ms, resolve);
      this.#end = () => {
        cancel();
        resolve();
      };
    });
  }

  end(): void {
    this.#end();
  }
}
