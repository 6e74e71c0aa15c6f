import { COMMAND_TABLE, OPTION_TABLE, type OptionSpec } from "./option_table.ts";

const LEFT_COLUMN = 24;

/** What `--help` prints. */
export function helpText(): string {
  const row = (left: string, right: string) => `  ${left.padEnd(LEFT_COLUMN)}${right}`;
  const options: readonly OptionSpec[] = OPTION_TABLE;
  return [
    "vchat: video and text chat between two machines, directly",
    "",
    "  vchat --role server",
    "  vchat --role client --host HOST",
    "",
    "Commands:",
    ...COMMAND_TABLE.map(({ name, help }) => row(name, help)),
    "",
    "Options:",
    ...options.map(({ name, value, help }) => row(`--${name}${value ? ` ${value}` : ""}`, help)),
    "",
    "In a call: type a line and press Enter to send it; q in the window, or Ctrl-C here, to leave.",
  ].join("\n");
}
