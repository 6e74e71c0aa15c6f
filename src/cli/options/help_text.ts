import { COMMAND_TABLE, type CommandSpec } from "./command_table.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";

const LEFT_COLUMN = 24;

function row(left: string, right: string, columns = LEFT_COLUMN): string {
  return `  ${left.padEnd(columns - 1)} ${right}`;
}

/** What `--help` prints. */
export function helpText(): string {
  const commands: readonly CommandSpec[] = COMMAND_TABLE;
  const options: readonly OptionSpec[] = OPTION_TABLE;
  return [
    "vchat: video, sound and text chat between two machines, directly",
    "",
    "  vchat                               wait for a call or call somebody: asks in the window, or in the terminal",
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
    ...options.map(optionRow),
    "",
    "An option can have another default: in the environment (VCHAT_PORT=9700, VCHAT_NO_WINDOW=1), or as a line",
    "in the file that vchat config path names (port = 9700, no-window = true). The command line wins over the",
    "environment, and that over the file; --no-window=false turns a flag off again.",
    "",
    "vchat help COMMAND says more about a command.",
    "",
    "In a call: type a line and press Enter to send it; m in the window, or Alt-M here, mutes the microphone;",
    "q in the window, or Ctrl-C here, leaves.",
  ].join("\n");
}

function optionRow({ name, value, help }: OptionSpec): string {
  return row(`--${name}${value ? ` ${value}` : ""}`, help);
}

/** What `vchat help COMMAND` prints: what it does, its words, the options that concern it, and examples. */
export function commandHelp({ name, help, operand, words, options = [], examples }: CommandSpec): string {
  const usage = ["vchat", name, operand?.choices.join("|") ?? words?.usage, options.length > 0 ? "[OPTION...]" : ""];
  const specs: readonly OptionSpec[] = OPTION_TABLE;
  const own = specs.filter(({ name }) => options.includes(name));
  const firsts = words && words.first !== "commands" ? words.first : [];
  const width = Math.max(LEFT_COLUMN, ...examples.map(([line]) => line.length + 2));
  return [
    `vchat ${name}: ${help}`,
    "",
    `  ${usage.filter(Boolean).join(" ")}`,
    ...firsts.length > 1 ? ["", `${words!.usage.replace(/[[\]]/g, "")}: ${firsts.join(", ")}`] : [],
    ...own.length > 0 ? ["", "Options:", ...own.map(optionRow)] : [],
    "",
    "For example:",
    ...examples.map(([line, meaning]) => row(line, meaning, width)),
  ].join("\n");
}
