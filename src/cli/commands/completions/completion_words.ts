import type { OptionSpec } from "../../options/option_table.ts";

/** The data for the completion scripts of all shells. */
export interface CompletionWords {
  /** The names of the three binaries. */
  readonly programs: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly commands: readonly CompletedCommand[];
  /** The devices of this machine that complete the value of an option. */
  readonly devices: readonly CompletedDevice[];
}

/** A kind of device. */
export interface CompletedDevice {
  readonly completion: "camera" | "microphone" | "speaker";
  /** The word that makes `vchat devices` list them. */
  readonly list: string;
  /** What the option accepts besides these devices and files. */
  readonly words: readonly string[];
}

/** A command, and the words that can follow it. */
export interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly operands: readonly string[];
}
