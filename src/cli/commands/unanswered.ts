import type { CallEvent } from "../../call/call_event.ts";
import type { LeaveReason } from "../../call/call.ts";
import type { Clock } from "../../port/clock.ts";

const NEEDED = {
  unknown_peer: "it does not know this end, and nobody can type its code",
  not_accepted: "the code was not accepted: it is wrong or was already used, and nobody can type another",
} as const;
const CODE_HINT = "; give the one that the other end shows now, with --code";

export interface UnansweredOptions {
  readonly clock: Clock;
  /** The longest time to call without an answer. Absent: as long as it takes. */
  readonly giveUpMs?: number;
  /** Whether a person can type a code, in the window or at the terminal. */
  readonly canType: boolean;
}

/** A call that is to be made, or waited for. */
export interface AwaitedCall {
  readonly role: "server" | "client";
  /** Leaves it. `reason`: what it has come to, if nobody was reached. */
  readonly leave: (reason: LeaveReason, message?: string) => void;
}

/** Decides when a client that reaches nobody ends, and with which reason. A server waits for as long as it is told to. */
export class Unanswered {
  readonly #options: UnansweredOptions;
  #call: AwaitedCall | undefined;
  #cancel: (() => void) | undefined;
  #hadCall = false;
  #inputEnded = false;
  /** The code is needed now, for this reason. */
  #codeNeeded: keyof typeof NEEDED | undefined;

  constructor(options: UnansweredOptions) {
    this.#options = options;
  }

  /** From now on this is the call, and events are its events. */
  of(call: AwaitedCall): void {
    this.#call = call;
    this.#codeNeeded = undefined;
  }

  on(event: CallEvent): void {
    switch (event.event) {
      case "calling":
        this.#codeNeeded = undefined;
        this.#startTimer();
        break;
      case "code_needed":
        this.#stopTimer(); // a person may take long to type it
        this.#codeNeeded = event.reason;
        this.#checkCode();
        break;
      case "connected":
        this.#hadCall = true;
        this.#codeNeeded = undefined;
        this.#stopTimer();
        break;
      case "ended":
        this.#stopTimer();
        break;
    }
  }

  get canType(): boolean {
    return this.#options.canType;
  }

  /** Whether there has been a call. */
  get hadCall(): boolean {
    return this.#hadCall;
  }

  /** Standard input has ended: no code can come from there. */
  inputEnded(): void {
    this.#inputEnded = true;
    this.#checkCode();
  }

  /** The time that was given for everything is over. */
  timeIsUp(): void {
    if (this.#call?.role === "server" || this.#hadCall) this.#call?.leave("hung_up");
    else if (this.#codeNeeded === undefined) this.#call?.leave("no_answer");
    else this.#call?.leave("refused", NEEDED[this.#codeNeeded].replace("nobody can type", "nobody typed"));
  }

  #checkCode(): void {
    if (this.#codeNeeded === undefined || !this.#inputEnded || this.#options.canType) return;
    this.#call?.leave("refused", NEEDED[this.#codeNeeded] + CODE_HINT);
  }

  #startTimer(): void {
    const { clock, giveUpMs } = this.#options;
    if (giveUpMs === undefined) return;
    this.#cancel ??= clock.callAt(clock.nowMs() + giveUpMs, () => this.#call?.leave("no_answer"));
  }

  #stopTimer(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
