import { hideSecrets } from "../../io/capture/hide_secrets.ts";
import { NetworkError } from "../../port/network.ts";
import { EXIT_CODE } from "../commands/exit_code.ts";
import { UsageError, UserError } from "../user_error.ts";
import { visibleText } from "./visible_text.ts";
import { printError } from "./print.ts";

/** The one place where an error becomes words: at most two lines on standard error. Returns the exit code. */
export function reportError(error: unknown, write: (line: string) => void = printError): number {
  // Whoever read standard output does not any more: no words for that.
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODE.closedPipe;
  const known = error instanceof UserError || error instanceof NetworkError;
  const message = error instanceof Error ? error.message : String(error);
  // A camera's address may be where it does not belong, such as after --width.
  const shown = (text: string) => visibleText(hideSecrets(text));
  write(`vchat: error: ${shown(known ? message : `unexpected: ${message}`)}`);
  const hint = known ? error.hint : "this is a fault of vchat itself: please report it with the line above";
  if (hint) write(`vchat: hint: ${shown(hint)}`);
  return error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failure;
}
