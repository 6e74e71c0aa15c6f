import { EXIT_CODE } from "./exit_code.ts";

/** Leaving by a signal or by Ctrl-C: the first leaves the call, the second does not wait. */
export class Leaving {
  /** Whether the program that followed the events on standard error has closed it. */
  eventsUnread = false;
  /** Settles when the person has left. */
  readonly left: Promise<void>;
  readonly #resolveLeft: () => void;
  #call: { hangUp(): void } | undefined;
  #isLeft = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.left = promise;
    this.#resolveLeft = resolve;
    const windows = Deno.build.os === "windows";
    const signals: Deno.Signal[] = windows ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) Deno.addSignalListener(signal, this.leave);
  }

  /** From now on this is the call to leave. Before the first one, leaving ends the program at once. */
  of(call: { hangUp(): void }): void {
    this.#call = call;
    if (this.#isLeft) call.hangUp();
  }

  /** Whether it was left in this way. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  readonly leave = (): void => {
    if (this.#isLeft || !this.#call) Deno.exit(EXIT_CODE.interrupted);
    this.#isLeft = true;
    this.#call.hangUp();
    this.#resolveLeft();
  };

  /** The reader of our output is gone. Both outputs may report that, which must not count as a second Ctrl-C. */
  readonly unheard = (): void => {
    if (!this.#call) Deno.exit(EXIT_CODE.closedPipe);
    if (!this.#isLeft) this.leave();
  };

  /** The reader of the events is gone, and nobody else would end this program. */
  readonly eventsUnheard = (): void => {
    this.eventsUnread = true;
    this.unheard();
  };
}
