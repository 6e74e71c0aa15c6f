import type { OptionSpec } from "../../options/option_table.ts";
import type { CompletionWords } from "./completion_words.ts";

/** A function for the completion system: in a file `_vchat` on `$fpath`, or read by `.zshrc` after `compinit`. */
export function zshCompletion({ programs, options, commands, devices }: CompletionWords): string {
  const commandList = commands.map(({ name, help }) => `${name}:${help}`).map(quoted).join(" ");
  return `#compdef ${programs.join(" ")}
# vchat completions for zsh. In ~/.zshrc, after compinit: source <(vchat completions zsh)

${
    devices.map(({ completion, list, words }) =>
      `_vchat_${list}() {
  local -a ${list}
  ${list}=(${words.join(" ")} \${(f)"$(_call_program ${list} \${(q)words[1]} devices ${list} 2>/dev/null | cut -f 2)"})
  compadd -X ${completion} -a ${list}
  _files
}`
    ).join("\n\n")
  }

_vchat_commands() {
  local -a commands
  commands=(${commandList})
  _describe command commands
}

_vchat_operands() {
  case $line[1] in
${
    commands.filter(({ operands }) => operands.length > 0).map(({ name, operands }) =>
      `    ${name}) compadd ${operands.join(" ")} ;;`
    ).join("\n")
  }
  esac
}

_vchat() {
  local -a line
  _arguments \\
${options.map((spec) => `    ${quoted(argument(spec, devices))} \\`).join("\n")}
    '1:command:_vchat_commands' \\
    '2:operand:_vchat_operands'
}

if [[ $funcstack[1] == _vchat ]]; then
  _vchat "$@"
else
  compdef _vchat ${programs.join(" ")}
fi`;
}

function argument(
  { name, kind, value = "", help, choices, completion }: OptionSpec,
  devices: CompletionWords["devices"],
): string {
  const described = `[${help.replace(/[[\]\\:]/g, "\\$&")}]`;
  if (kind === "flag") return `--${name}${described}`;
  const device = devices.find((device) => device.completion === completion);
  const action = choices
    ? `(${choices.join(" ")})`
    : device
    ? `_vchat_${device.list}`
    : completion === "file"
    ? "_files"
    : " ";
  return `--${name}=${described}:${value.replaceAll(":", "\\:")}:${action}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
