import type { OptionSpec } from "../../options/option_table.ts";
import type { CompletionWords } from "./completion_words.ts";

/** Works with bash 3.2 and later, so it does not use `mapfile`. */
export function bashCompletion({ programs, options, commands, devices }: CompletionWords): string {
  const names = (specs: readonly OptionSpec[]) => specs.map(({ name }) => `--${name}`).join("|");
  const files = options.filter(({ completion }) => completion === "file");
  const others = options.filter(({ kind, choices, completion }) => kind !== "flag" && !choices && !completion);
  const withOperand = commands.filter(({ operands }) => operands.length > 0);
  return `# vchat completions for bash. In ~/.bashrc: eval "$(vchat completions bash)"

# Adds the words of standard input that begin with $1.
_vchat_add() {
  local line
  while IFS= read -r line; do
    if [[ $line == "$1"* ]]; then COMPREPLY+=("$line"); fi
  done
}

# With this, bash also quotes the blanks in a device's name.
_vchat_files() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$1")
}

_vchat() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} at command=
  COMPREPLY=()
  # --role=server comes as three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $previous in
${
    options.filter(({ choices }) => choices).map(({ name, choices }) =>
      `    --${name}) _vchat_add "$word" <<<${quoted(choices!.join("\n"))}; return ;;`
    ).join("\n")
  }
${
    devices.map(({ completion, list, words }) =>
      `    ${names(options.filter((option) => option.completion === completion))})
      _vchat_files "$word"
      _vchat_add "$word" < <(printf '%s\\n' ${words.join(" ")}; "$1" devices ${list} 2>/dev/null | cut -f 2)
      return ;;`
    ).join("\n")
  }
    ${names(files)}) _vchat_files "$word"; return ;;
    ${names(others)}) return ;;
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${commands.map(({ name }) => name).join("|")}) command=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case $command,$word in
    *,-*) _vchat_add "$word" <<<${quoted(options.map(({ name }) => `--${name}`).join("\n"))} ;;
${
    withOperand.map(({ name, operands }) => `    ${name},*) _vchat_add "$word" <<<${quoted(operands.join("\n"))} ;;`)
      .join("\n")
  }
    ,*) _vchat_add "$word" <<<${quoted(commands.map(({ name }) => name).join("\n"))} ;;
  esac
}

complete -F _vchat ${programs.join(" ")}`;
}

function quoted(words: string): string {
  return `$'${words.replaceAll("\n", "\\n")}'`;
}
