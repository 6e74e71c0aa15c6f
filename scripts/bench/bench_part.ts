import type { FigureRow } from "./figure_row.ts";

/** What a part of the benchmark needs. */
export interface BenchContext {
  /** The folder of the original programs and of the live source. */
  readonly pyshine: string;
  /** An X display for windows. */
  readonly display: string;
  /** How long a call is measured. */
  readonly seconds: number;
  /** How many starts are measured. */
  readonly runs: number;
  /** Further arguments of both ends of vchat. */
  readonly args: readonly string[];
  /** Makes a folder that is removed after the benchmark. */
  readonly newFolder: () => Promise<string>;
  /** Tells a person what is happening. */
  readonly say: (line: string) => void;
}

/** What a part found. */
export interface PartResult {
  readonly rows: readonly FigureRow[];
  /** What the rows were made from, for `--json` and for a closer look. */
  readonly details: unknown;
}

export type BenchPart = (context: BenchContext) => Promise<PartResult>;
