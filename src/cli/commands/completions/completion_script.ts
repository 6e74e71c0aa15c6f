import { COMMAND_TABLE, type CommandSpec } from "../../options/command_table.ts";
import { OPTION_TABLE } from "../../options/option_table.ts";
import { bashCompletion } from "./bash_completion.ts";
import type { CompletionWords } from "./completion_words.ts";
import { fishCompletion } from "./fish_completion.ts";
import { powershellCompletion } from "./powershell_completion.ts";
import { zshCompletion } from "./zsh_completion.ts";

export type Shell = "bash" | "zsh" | "fish" | "powershell";

const SCRIPTS: Readonly<Record<Shell, (words: CompletionWords) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

const COMMANDS: readonly CommandSpec[] = COMMAND_TABLE;

/** `vchat completions SHELL`: the completion script, made from the option table. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]({
    programs: ["vchat", "vchat-server", "vchat-client"],
    options: OPTION_TABLE,
    commands: COMMANDS.map(({ name, help, operand, words }) => ({
      ...{ name, help },
      operands: operand?.choices ??
        (words?.first === "commands" ? COMMANDS.map(({ name }) => name) : words?.first ?? []),
    })),
    devices: [
      { completion: "camera", list: "cameras", words: ["test", "screen", "none"] },
      { completion: "microphone", list: "microphones", words: ["window", "test", "none"] },
      { completion: "speaker", list: "speakers", words: ["window", "none"] },
    ],
  });
}
