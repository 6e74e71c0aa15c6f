import { hideSecrets } from "../../io/capture/hide_secrets.ts";
import { NetworkError } from "../../port/network.ts";
import { EXIT_CODE } from "../commands/exit_code.ts";
import { UsageError, UsageErrors, UserError } from "../user_error.ts";
import { visibleText } from "./visible_text.ts";
import { printError } from "./print.ts";

/**
 * The only place that turns an error into words: at most two lines on standard error, and as many for each further mistake.
 * Returns the exit code.
 */
export function reportError(error: unknown, write: (line: string) => void = printError): number {
  // The reader of standard output has closed it. That needs no message.
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODE.closedPipe;
  const errors = error instanceof UsageErrors ? error.mistakes : [error];
  for (const [at, { message, hint }] of errors.map(wordsOf).entries()) {
    write(`vchat: error: ${message}`);
    const next = errors.at(at + 1);
    if (hint && (next === undefined || wordsOf(next).hint !== hint)) write(`vchat: hint: ${hint}`);
  }
  return error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failure;
}

/** What happened, and what to do next. Both are safe to print. */
export function wordsOf(error: unknown): { readonly message: string; readonly hint?: string } {
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
