import { hideSecrets } from "../../io/capture/hide_secrets.ts";
import { NetworkError } from "../../port/network.ts";
import { EXIT_CODE } from "../commands/exit_code.ts";
import { UsageError, UserError } from "../user_error.ts";
import { visibleText } from "./visible_text.ts";
import { printError } from "./print.ts";

/** The only place that turns an error into words: at most two lines on standard error. Returns the exit code. */
export function reportError(error: unknown, write: (line: string) => void = printError): number {
  // The reader of standard output has closed it. That needs no message.
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODE.closedPipe;
  const known = error instanceof UserError || error instanceof NetworkError;
  const message = error instanceof Error ? error.message : String(error);
  // A camera URL with a password may be in the wrong place, such as after --width.
  const shown = (text: string) => visibleText(hideSecrets(text));
  write(`vchat: error: ${shown(known ? message : `unexpected: ${message}`)}`);
  const hint = known ? error.hint : "this is a bug in vchat: please report it with the line above";
  if (hint) write(`vchat: hint: ${shown(hint)}`);
  return error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failure;
}
