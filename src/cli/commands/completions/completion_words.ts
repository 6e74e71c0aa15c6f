import type { OptionSpec } from "../../options/option_table.ts";

/** The data for the completion scripts of all shells. */
export interface CompletionWords {
  /** The names of the three binaries. */
  readonly programs: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly commands: readonly CompletedCommand[];
  /** What `--camera` accepts besides this machine's cameras and files. */
  readonly cameraWords: readonly string[];
}

/** A command, and the words that can follow it. */
export interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly operands: readonly string[];
}
