import type { Call } from "../../call/call.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { FileSink } from "../../io/files/file_sink.ts";
import type { EndReason } from "../../wire/wire.ts";
import type { CallConsole } from "../console/call_console.ts";
import { openConsole } from "../console/open_console.ts";
import { printError } from "../console/print.ts";
import { surviveErrors } from "../console/survive_errors.ts";
import { checkOutputFiles } from "../options/check_output_files.ts";
import type { Options } from "../options/parse_args.ts";
import { chooseInTerminal, type ChosenCall } from "../start/choose_call.ts";
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
  let chosen = await chooseInTerminal(given);
  if (chosen === undefined) return EXIT_CODE.ok; // the person would rather leave

  const standardError = openStandardError(given, leaving);
  const { leave: onLeave, unheard: onOutputClosed } = leaving;
  const console = await openConsole({ options: chosen.options, standardError, onLeave, onOutputClosed });
  say = (text) => console.notice(text);
  const closers: Closer[] = [console];
  let lasting: LastingParts | undefined;
  try {
    lasting = await openLastingParts(chosen.options, { console, say, standardError, closers });
    const { unanswered } = lasting;
    const lines = new TypedLines(console, unanswered);
    for (;;) {
      if (chosen?.options.role === undefined) {
        const { chooseInWindow } = await import("../start/choose_in_window.ts");
        chosen = await chooseInWindow(given, lasting.window!);
      }
      if (chosen === undefined) return EXIT_CODE.ok;
      const reason = await runOneCall(chosen, lasting, leaving, lines);
      if (lines.failure) throw lines.failure;
      const next = await afterCall(reason, lasting.window, leaving.left);
      if (next === "leave") return exitCodeOf(reason, leaving, console, unanswered);
      if (next === "start_page") chosen = undefined;
    }
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

function exitCodeOf(reason: EndReason, leaving: Leaving, console: CallConsole, { hadCall }: Unanswered): number {
  if (leaving.eventsUnread) return EXIT_CODE.closedPipe;
  if (console.exitCode !== undefined) return console.exitCode;
  return leaving.isLeft && !hadCall ? EXIT_CODE.interrupted : exitCode(reason);
}

/** Settles when the call and what it needed are closed. */
async function runOneCall(
  chosen: ChosenCall,
  lasting: LastingParts,
  leaving: Leaving,
  lines: TypedLines,
): Promise<EndReason> {
  const { seconds } = chosen.options;
  const closers: Closer[] = [];
  try {
    const call = await openCall(chosen, lasting, closers);
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
    await call.start();
    lines.passTo(call);
    return await call.ended;
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
