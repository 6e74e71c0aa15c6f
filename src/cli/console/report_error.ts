import { hideSecrets } from "../../io/capture/hide_secrets.ts";
import { NetworkError } from "../../port/network.ts";
import { EXIT_CODE } from "../commands/exit_code.ts";
import { NoAnswerError, UsageError, UsageErrors, UserError } from "../user_error.ts";
import { visibleText } from "./visible_text.ts";
import { errorLine } from "./own_event.ts";
import { isReservedForEvents, writeStandardError } from "./print.ts";

/**
 * The only place that turns an error into words: at most two lines on standard error, and as many for each further mistake. Or
 * into events, if standard error has only these. Returns the exit code.
 */
export function reportError(
  error: unknown,
  write: (line: string) => void = writeStandardError,
  asEvents = isReservedForEvents(),
): number {
  // The reader of standard output has closed it. That needs no message.
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODE.closedPipe;
  const exitCode = error instanceof UsageError
    ? EXIT_CODE.usage
    : error instanceof NoAnswerError
    ? EXIT_CODE.noAnswer
    : EXIT_CODE.failure;
  const errors = (error instanceof UsageErrors ? error.mistakes : [error]).map(wordsOf);
  for (const [at, { message, hint }] of errors.entries()) {
    if (asEvents) write(errorLine(message, hint, exitCode));
    else write(`vchat: error: ${message}`);
    if (!asEvents && hint && errors.at(at + 1)?.hint !== hint) write(`vchat: hint: ${hint}`);
  }
  return exitCode;
}

/** What happened, and what to do next. Both are safe to print. */
function wordsOf(error: unknown): { readonly message: string; readonly hint?: string } {
  // A camera URL with a password may be in the wrong place, such as after --width.
  const shown = (text: string) => visibleText(hideSecrets(text));
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UserError || error instanceof NetworkError) {
    return { message: shown(message), hint: error.hint && shown(error.hint) };
  }
  return {
    message: shown(`unexpected: ${message}`),
    hint: "this is a bug in vchat: please report it with the line above",
  };
}
