import { homeFolder } from "../../io/files/user_folders.ts";
import type { OptionSpec } from "./option_table.ts";
import { UsageError } from "../user_error.ts";

/** An option that was set, and where: on the command line, in a `VCHAT_...` variable or in the config file. */
export interface GivenValue {
  /** The option's name, without the dashes. */
  readonly name: string;
  readonly text: string;
  /** How an error message names it: `--port`, `VCHAT_PORT`, or `/home/a/.config/vchat/vchat.conf, line 3: port`. */
  readonly source: string;
}

const ON = new Set(["true", "yes", "on", "1"]);
const OFF = new Set(["false", "no", "off", "0"]);

const NO_DASH = "standard input and output carry the lines of the conversation; give a file, or a FIFO (mkfifo)";

/**
 * The value of `given`. `~/` at the start of a path becomes the folder `home`: a shell expands it only at the start of a
 * word. Throws {@linkcode UsageError} if `spec` does not allow the value.
 */
export function checkedValue(
  spec: OptionSpec,
  { text, source }: GivenValue,
  home = homeFolder(Deno.build.os, Deno.env.get),
): string | number | boolean {
  if (spec.kind === "flag") {
    const word = text.toLowerCase();
    if (ON.has(word) || OFF.has(word)) return ON.has(word);
    throw new UsageError(`${source} is true or false, not ${text}`);
  }
  if (text === "") throw new UsageError(`${source} needs a value`, `${spec.value}: ${spec.help}`);
  if (spec.kind === "integer") {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= spec.min! && number <= spec.max!) return number;
    throw new UsageError(`${source} must be a whole number from ${spec.min} to ${spec.max}, not ${text}`);
  }
  if (spec.choices && !spec.choices.includes(text)) {
    throw new UsageError(`${source} must be ${spec.choices.join(" or ")}, not ${text}`);
  }
  if (text === "-" && spec.completion && !spec.dash) throw new UsageError(`${source} is no file: -`, NO_DASH);
  return spec.completion && /^~(?:[/\\]|$)/.test(text) ? inHome(text, source, home) : text;
}

function inHome(path: string, source: string, home: string | undefined): string {
  if (home !== undefined) return home + path.slice(1);
  throw new UsageError(`${source}: ${path} is below a home folder, and this user has none`, "write the whole path");
}
