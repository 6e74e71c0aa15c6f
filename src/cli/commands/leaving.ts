import type { Call } from "../../call/call.ts";
import { EXIT_CODE } from "./exit_code.ts";

/** Leaving by a signal or by Ctrl-C: the first leaves the call, the second does not wait. */
export class Leaving {
  /** Whether the program that followed the events on standard error has closed it. */
  eventsUnread = false;
  #call: Call | undefined;
  #left = false;

  constructor() {
    const windows = Deno.build.os === "windows";
    const signals: Deno.Signal[] = windows ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) Deno.addSignalListener(signal, this.leave);
  }

  /** From now on there is a call to leave. Before, leaving ends the program at once. */
  of(call: Call): void {
    this.#call = call;
  }

  readonly leave = (): void => {
    if (this.#left || !this.#call) Deno.exit(130);
    this.#left = true;
    this.#call.hangUp();
  };

  /** The reader of our output is gone. Both outputs may report that, which must not count as a second Ctrl-C. */
  readonly unheard = (): void => {
    if (!this.#call) Deno.exit(EXIT_CODE.closedPipe);
    if (!this.#left) this.leave();
  };

  /** The reader of the events is gone, and nobody else would end this program. */
  readonly eventsUnheard = (): void => {
    this.eventsUnread = true;
    this.unheard();
  };
}
