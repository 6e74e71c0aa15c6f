import type { Call } from "../../call/call.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { FileSink } from "../../io/files/file_sink.ts";
import type { NextStep } from "../../port/display.ts";
import { NetworkError } from "../../port/network.ts";
import type { EndReason } from "../../wire/wire.ts";
import type { CallConsole } from "../console/call_console.ts";
import { openConsole } from "../console/open_console.ts";
import { printError } from "../console/print.ts";
import { surviveErrors } from "../console/survive_errors.ts";
import { checkOutputFiles } from "../options/check_output_files.ts";
import type { Options } from "../options/parse_args.ts";
import { chooseInTerminal, type ChosenCall } from "../start/choose_call.ts";
import { startAgain } from "../start/start_again.ts";
import { UserError } from "../user_error.ts";
import { afterCall } from "./after_call.ts";
import { closeAll, type Closer } from "./close_all.ts";
import { EXIT_CODE, exitCode } from "./exit_code.ts";
import { Leaving } from "./leaving.ts";
import { openCall } from "./open_call.ts";
import { type LastingParts, openLastingParts } from "./open_lasting_parts.ts";
import type { Unanswered } from "./unanswered.ts";

/**
 * Runs one end: its calls, one after another, until the person leaves or none can follow. Which call (`cli/start/`), what all
 * calls have in common (`open_lasting_parts.ts`), then for each what it needs (`open_call.ts`), the call, and what comes after it
 * (`after_call.ts`).
 */
export async function runCall(given: Options): Promise<number> {
  checkOutputFiles(given);
  let say = (text: string) => printError(`vchat: ${text}`);
  surviveErrors((text) => say(text));
  const leaving = new Leaving();
  const chosen = await chooseInTerminal(given);
  if (chosen === undefined) return EXIT_CODE.ok; // the person would rather leave

  const standardError = openStandardError(given, leaving);
  const { leave: onLeave, unheard: onOutputClosed } = leaving;
  const console = await openConsole({ options: chosen.options, standardError, onLeave, onOutputClosed });
  say = (text) => console.notice(text);
  const closers: Closer[] = [console];
  let lasting: LastingParts | undefined;
  try {
    lasting = await openLastingParts(chosen.options, { console, say, standardError, closers });
    return await runCalls(given, chosen, lasting, leaving);
  } finally {
    await lasting?.window?.close();
    await closeAll(closers, standardError);
  }
}

function openStandardError({ events }: Options, leaving: Leaving): FileSink {
  return new FileSink({ write: (bytes) => Deno.stderr.write(bytes), close: () => {} }, () => {
    if (events === "-") leaving.eventsUnheard();
  });
}

/** Returns the exit code. `chosen`: the first call; if it names no role, the person chooses in the window. */
async function runCalls(
  given: Options,
  chosen: ChosenCall | undefined,
  lasting: LastingParts,
  leaving: Leaving,
): Promise<number> {
  const { window, console, history, unanswered, say } = lasting;
  const lines = new TypedLines(console, unanswered);
  const stays = window !== undefined && !given.once && given.seconds === undefined;
  const hasStart = given.role === undefined;
  let failure: UserError | NetworkError | undefined;
  let start = given;
  for (let isFirst = true;; isFirst = false) {
    if (chosen?.options.role === undefined) {
      const { chooseInWindow } = await import("../start/choose_in_window.ts");
      chosen = await chooseInWindow(start, window!, failure);
    }
    if (chosen === undefined) return EXIT_CODE.ok;
    const { peers } = history;
    let reason: EndReason | undefined, choice: Choice;
    try {
      const nextSteps = stays ? stepsAfter(chosen, hasStart) : [];
      ({ reason, choice } = await runOneCall(chosen, nextSteps, lasting, leaving, lines));
      failure = undefined;
    } catch (error) {
      if (!stays || isFirst && !hasStart || !isForPeople(error)) throw error;
      failure = error;
      const notice = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
      say(notice);
      choice = hasStart ? Promise.resolve("start_page") : window.nextStep();
      if (!hasStart) showProblem(lasting, notice);
    }
    if (lines.failure) throw lines.failure;
    const next = await afterCall({ reason, choice, stays, left: leaving.left });
    if (next === "leave") return exitCodeOf(reason ?? "hung_up", leaving, console, unanswered);
    if (next === "start_page") {
      start = startAgain(given, chosen.options, history.settings);
      history.settings = undefined; // the person sets them there
    }
    chosen = next === "call_again" ? sameAgain(chosen, history.peers > peers) : undefined;
  }
}

/** `hadCall`: then its code is used. */
function sameAgain({ options, ...chosen }: ChosenCall, hadCall: boolean): ChosenCall {
  return { ...chosen, devices: undefined, options: hadCall ? { ...options, code: undefined } : options };
}

function stepsAfter({ options }: ChosenCall, hasStart: boolean): NextStep[] {
  return [...options.role === "client" ? ["call_again" as const] : [], ...hasStart ? ["start_page" as const] : []];
}

function isForPeople(error: unknown): error is UserError | NetworkError {
  return error instanceof UserError || error instanceof NetworkError;
}

/** Shows why the call could not be made, on the page of the end of the one before. */
function showProblem({ window, history }: LastingParts, notice: string): void {
  const { lastState } = history;
  if (lastState === undefined) return;
  const choices = ["call_again" as const];
  window?.showState({ ...lastState, phase: "ended", ended: "not_made", lastCall: undefined, notice, choices });
}

/** What comes next, once the person has chosen it. */
type Choice = Promise<NextStep | "leave">;

function exitCodeOf(reason: EndReason, leaving: Leaving, console: CallConsole, { hadCall }: Unanswered): number {
  if (leaving.eventsUnread) return EXIT_CODE.closedPipe;
  if (console.exitCode !== undefined) return console.exitCode;
  return leaving.isLeft && !hadCall ? EXIT_CODE.interrupted : exitCode(reason);
}

/** Settles when the call and what it needed are closed. `nextSteps`: what the person may choose in the window. */
async function runOneCall(
  chosen: ChosenCall,
  nextSteps: readonly NextStep[],
  lasting: LastingParts,
  leaving: Leaving,
  lines: TypedLines,
): Promise<{ reason: EndReason; choice: Choice }> {
  const { seconds } = chosen.options;
  const closers: Closer[] = [];
  try {
    const call = await openCall(chosen, nextSteps, lasting, closers);
    const hangUp = () => {
      call.hangUp();
      void lasting.window?.close(); // now, and not when the sound is closed
    };
    leaving.of({ hangUp });
    const { unanswered } = lasting;
    unanswered.of({
      role: chosen.options.role!,
      leave: (reason, message) => reason === "hung_up" ? hangUp() : call.giveUp(reason, message),
    });
    if (seconds !== undefined) {
      systemClock.callAt(systemClock.nowMs() + seconds * 1000, () => {
        unanswered.timeIsUp();
        void lasting.window?.close();
      });
    }
    // Not before the window shows this call: a second click on the page of the last one would count for this one.
    const choice = lasting.window?.nextStep();
    const started = call.start();
    choice?.then((step) => step === "start_page" && call.hangUp()); // instead of waiting
    await started;
    lines.passTo(call);
    const reason = await call.ended;
    return { reason, choice: choice ?? Promise.resolve("leave") };
  } finally {
    await closeAll(closers, { close: () => Promise.resolve() });
  }
}

/** Passes the lines of the console to the call of now. */
class TypedLines {
  /** Nobody could correct a wrong code, so the call was left. */
  failure: UserError | undefined;
  readonly #console: CallConsole;
  readonly #unanswered: Unanswered;
  #call: Call | undefined;

  constructor(console: CallConsole, unanswered: Unanswered) {
    this.#console = console;
    this.#unanswered = unanswered;
  }

  passTo(call: Call): void {
    const isFirst = this.#call === undefined;
    this.#call = call;
    // A terminal, the only console with switches of the sound, has no window and so a single call.
    if (isFirst) {
      this.#console.start((line) => this.#typed(line), call.sound)?.then(() => this.#unanswered.inputEnded());
    }
  }

  #typed(line: string): ReturnType<Call["typed"]> {
    const call = this.#call!;
    const typed = call.typed(line);
    if (typed.problem === undefined || typed.wanted === "answer" || this.#unanswered.canType) return typed;
    this.failure = new UserError(
      `the code on standard input: ${typed.problem}`,
      "give the other end's code as --code or as first line",
    );
    call.hangUp();
    return {};
  }
}
