import { COMMAND_TABLE, type CommandSpec, OPTION_TABLE, type OptionSpec } from "../options/option_table.ts";
import { bashCompletion } from "./bash_completion.ts";
import { fishCompletion } from "./fish_completion.ts";
import { powershellCompletion } from "./powershell_completion.ts";
import { zshCompletion } from "./zsh_completion.ts";

export type Shell = "bash" | "zsh" | "fish" | "powershell";

/** A command, and the words that can follow it. */
export interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly operands: readonly string[];
}

/** What a completion script is made of. */
export interface CompletionWords {
  /** The programs it completes: the three binaries. */
  readonly programs: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly commands: readonly CompletedCommand[];
  /** What `--camera` takes beside the cameras of this machine and files. */
  readonly cameraWords: readonly string[];
}

const SCRIPTS: Readonly<Record<Shell, (words: CompletionWords) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

const COMMANDS: readonly CommandSpec[] = COMMAND_TABLE;

/** `vchat completions SHELL`: the script, made of the option table. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]({
    programs: ["vchat", "vchat-server", "vchat-client"],
    options: OPTION_TABLE,
    commands: COMMANDS.map(({ name, help, operand, words }) => ({
      ...{ name, help },
      operands: operand?.choices ?? words?.first ?? [],
    })),
    cameraWords: ["test", "screen", "none"],
  });
}
