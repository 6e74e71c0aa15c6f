import type { FigureRow } from "./figure_row.ts";

/** What a part of the benchmark needs. */
export interface BenchContext {
  /** The folder with the original programs and the live source. */
  readonly pyshine: string;
  /** An X display for windows. */
  readonly display: string;
  /** For how long to measure a call. */
  readonly seconds: number;
  /** How many starts to measure. */
  readonly runs: number;
  /** Additional arguments for both vchat processes. */
  readonly args: readonly string[];
  /** Creates a folder that is removed after the benchmark. */
  readonly newFolder: () => Promise<string>;
  /** Tells the person what is happening. */
  readonly say: (line: string) => void;
}

/** The results of a part. */
export interface PartResult {
  readonly rows: readonly FigureRow[];
  /** The data behind the rows, for `--json`. */
  readonly details: unknown;
}

export type BenchPart = (context: BenchContext) => Promise<PartResult>;
