import { COMMAND_TABLE, type CommandSpec, OPTION_TABLE, type OptionSpec } from "./option_table.ts";

const LEFT_COLUMN = 24;

/** What `--help` prints. */
export function helpText(): string {
  const row = (left: string, right: string) => `  ${left.padEnd(LEFT_COLUMN - 1)} ${right}`;
  const commands: readonly CommandSpec[] = COMMAND_TABLE;
  const options: readonly OptionSpec[] = OPTION_TABLE;
  return [
    "vchat: video, sound and text chat between two machines, directly",
    "",
    "  vchat --role server                 wait for a call",
    "  vchat 7-plaza-needle-studio         call the server in this network that shows this code",
    "  vchat vchat://HOST:PORT#CODE        call with the link that a server shows",
    "  vchat HOST                          call an address, or HOST:PORT",
    "  vchat --role client                 choose from the servers in this network",
    "",
    "Commands:",
    ...commands.map(({ name, operand, words, help }) =>
      row([name, operand?.value ?? words?.usage].filter(Boolean).join(" "), help)
    ),
    "",
    "Options:",
    ...options.map(({ name, value, help }) => row(`--${name}${value ? ` ${value}` : ""}`, help)),
    "",
    "An option can have another default: in the environment (VCHAT_PORT=9700, VCHAT_NO_WINDOW=1), or as a line",
    "in the file that vchat config path names (port = 9700, no-window = true). The command line wins over the",
    "environment, and that over the file; --no-window=false turns a flag off again.",
    "",
    "In a call: type a line and press Enter to send it; m in the window, or Alt-M here, mutes the microphone;",
    "q in the window, or Ctrl-C here, leaves.",
  ].join("\n");
}
