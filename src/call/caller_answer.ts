import type { Caller, CallerGoneReason } from "../wire/wire.ts";

/** What a person types to answer or to decline. */
const ANSWERS: ReadonlyMap<string, boolean> = new Map([["y", true], ["yes", true], ["n", false], ["no", false]]);

export interface CallerAnswerPorts {
  /** Somebody calls, or no longer needs an answer: `undefined`. */
  readonly onCaller: (caller: Caller | undefined) => void;
  readonly onAnswer: (accept: boolean) => void;
  /** The caller has gone without a call. */
  readonly onGone: (reason: CallerGoneReason) => void;
}

/** Asks the person whether to take a call, from when the wire wants to know until there is an answer, or the caller has gone. */
export class CallerAnswer {
  readonly #ports: CallerAnswerPorts;
  #caller: Caller | undefined;

  constructor(ports: CallerAnswerPorts) {
    this.#ports = ports;
  }

  /** Whether the next typed text is read as an answer. */
  get isNeeded(): boolean {
    return this.#caller !== undefined;
  }

  /** Somebody calls. */
  ask(caller: Caller): void {
    this.#caller = caller;
    this.#ports.onCaller(caller);
  }

  answer(accept: boolean): void {
    if (this.#caller === undefined) return;
    if (accept) this.#end(); // if not, the wire says that the caller has gone
    this.#ports.onAnswer(accept);
  }

  /** Returns what is wrong if the text is no answer. One is then still needed. */
  typed(text: string): string | undefined {
    const accept = ANSWERS.get(text.trim().toLowerCase());
    if (accept === undefined) return "somebody calls: type y to answer, or n to decline";
    this.answer(accept);
  }

  /** The wire does not wait for an answer any more. */
  gone(reason: CallerGoneReason): void {
    this.#end();
    this.#ports.onGone(reason);
  }

  #end(): void {
    this.#caller = undefined;
    this.#ports.onCaller(undefined);
  }
}
