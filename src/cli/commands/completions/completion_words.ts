import type { OptionSpec } from "../../options/option_table.ts";

/** What the completion script of any shell is made of. */
export interface CompletionWords {
  /** The programs it completes: the three binaries. */
  readonly programs: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly commands: readonly CompletedCommand[];
  /** What `--camera` takes beside the cameras of this machine and files. */
  readonly cameraWords: readonly string[];
}

/** A command, and the words that can follow it. */
export interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly operands: readonly string[];
}
