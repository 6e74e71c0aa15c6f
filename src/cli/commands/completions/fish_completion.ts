import type { OptionSpec } from "../../options/option_table.ts";
import type { CompletionWords } from "./completion_words.ts";

/** Works with fish 3. */
export function fishCompletion({ programs, options, commands, devices }: CompletionWords): string {
  const commandNames = commands.map(({ name }) => name).join(" ");
  const [program, ...alike] = programs;
  const complete = `complete -c ${program}`;
  return [
    "# vchat completions for fish: vchat completions fish > ~/.config/fish/completions/vchat.fish",
    "",
    ...devices.flatMap(({ completion, list, words }) => [
      `function __vchat_${list}`,
      `    printf '%s\\n' ${words.join(" ")}`,
      "    set -l program (commandline -opc)[1]",
      `    $program devices ${list} 2>/dev/null | string replace -r '^(\\d+)\\t(.*)$' '$2\\t${completion} $1'`,
      "end",
      "",
    ]),
    `${complete} -f`,
    ...commands.map(({ name, help }) =>
      `${complete} -n "not __fish_seen_subcommand_from ${commandNames}" -a ${name} -d ${quoted(help)}`
    ),
    ...commands.filter(({ operands }) => operands.length > 0).map(({ name, operands }) =>
      `${complete} -n "__fish_seen_subcommand_from ${name}" -a ${quoted(operands.join(" "))}`
    ),
    ...options.map((spec) => `${complete} -l ${spec.name}${values(spec, devices)} -d ${quoted(spec.help)}`),
    ...alike.map((name) => `complete -c ${name} -w ${program}`),
  ].join("\n");
}

function values({ kind, choices, completion }: OptionSpec, devices: CompletionWords["devices"]): string {
  if (kind === "flag") return "";
  if (choices) return ` -x -a ${quoted(choices.join(" "))}`;
  const device = devices.find((device) => device.completion === completion);
  if (device) return ` -r -F -a '(__vchat_${device.list})'`;
  return completion === "file" ? " -r -F" : " -x";
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
