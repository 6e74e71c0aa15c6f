import { COMMAND_TABLE, type CommandSpec } from "../options/command_table.ts";
import { OPTION_TABLE, type OptionSpec } from "../options/option_table.ts";
import { EXIT_STATUSES } from "./exit_code.ts";
import { VERSION } from "./version.ts";

const COMMANDS: readonly CommandSpec[] = COMMAND_TABLE;
const OPTIONS: readonly OptionSpec[] = OPTION_TABLE;

/** `vchat man`: the manual page, in the man macros of troff (man(7)). */
export function manualPage(): string {
  return [
    `.TH VCHAT 1 "" "vchat ${VERSION}" "User Commands"`,
    ".SH NAME",
    text("vchat - video, sound and text chat between two machines, directly"),
    ".SH SYNOPSIS",
    ...SYNOPSIS.flatMap(synopsis),
    ".SH DESCRIPTION",
    text(
      "Two people call each other without an account and without a server in between: one of them waits for the call, the " +
        "other calls. Alone, vchat opens a window that offers both. For a first call, the waiting end shows a code, which the " +
        "other one types. Later calls between the two need no code.",
    ),
    ".SH COMMANDS",
    ...COMMANDS.flatMap(({ name, operand, words, help }) => entry(name, operand?.value ?? words?.usage, help)),
    ".SH OPTIONS",
    ...OPTIONS.flatMap(({ name, value, help }) => entry(`--${name}`, value, help)),
    ".SH ENVIRONMENT",
    ...entry(
      "VCHAT_NAME_OF_OPTION",
      undefined,
      "another default for an option: VCHAT_PORT=9700 for --port, VCHAT_NO_WINDOW=1 for --no-window",
    ),
    ...entry("NO_COLOR", undefined, "if set, the terminal gets no colours"),
    ".SH FILES",
    text("The command"),
    ".B vchat config path",
    text(
      "prints where the config file belongs. Each of its lines gives an option another default, as in " +
        "port = 9700 or no-window = true. The command line wins over the environment, and that over the file.",
    ),
    ".SH EXIT STATUS",
    ...EXIT_STATUSES.flatMap(([status, meaning]) => entry(String(status), undefined, meaning)),
    ".SH EXAMPLES",
    ...EXAMPLES.flatMap(([command, meaning]) => entry(command, undefined, meaning)),
    "",
  ].join("\n");
}

const SYNOPSIS = ["[OPTION...]", "LINK|HOST|CODE [OPTION...]", "--role server|client [OPTION...]", "COMMAND"];

const EXAMPLES = [
  ["vchat", "choose in the window: wait for a call, or call somebody"],
  ["vchat --role server", "wait for calls"],
  ["vchat --role client --host 192.0.2.7", "call somebody at an address"],
  ["vchat vchat://192.0.2.7:9699#plaza-needle-studio", "call with a link"],
] as const;

function synopsis(usage: string): string[] {
  return [".PP", ".B vchat", text(usage)];
}

function entry(name: string, value: string | undefined, help: string): string[] {
  return [".TP", `.B ${inline(name)}${value === undefined ? "" : ` \\fI${inline(value)}\\fR`}`, text(help)];
}

/** One line of text. A line that starts with a dot or an apostrophe would be a request. */
function text(line: string): string {
  return /^[.']/.test(line) ? `\\&${inline(line)}` : inline(line);
}

/** In troff, a backslash starts an escape, and a plain hyphen is not the minus sign that people type. */
function inline(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}
