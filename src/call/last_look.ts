import type { Clock } from "../port/clock.ts";
import type { Display } from "../port/display.ts";

/** Closes a display. It stays open for a while to show how the call ended, unless the person ended it. */
export class LastLook {
  #end = () => {};

  constructor(readonly display: Display | undefined, readonly clock: Clock) {}

  /** Settles when the display is closed. */
  async close(isLookedAt: boolean): Promise<void> {
    const { display, clock } = this;
    if (display?.lingerMs && isLookedAt) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#end = resolve;
      const cancel = clock.callAt(clock.nowMs() + display.lingerMs, resolve);
      await promise;
      cancel();
    }
    await display?.close();
  }

  /** The person has seen enough. */
  end(): void {
    this.#end();
  }
}
