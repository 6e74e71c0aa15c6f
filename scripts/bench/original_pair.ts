import type { Delays } from "./direction_figures.ts";
import { spawn } from "./spawn.ts";

/** The values of one direction from `measure.py` that are used here. */
export interface OriginalDirection {
  readonly shown_fps: number;
  readonly lost_pct: number | null;
  readonly latency_ms: Delays | null;
  readonly client_start_to_first_shown_ms: number | null;
  readonly first_frame_age_ms: number | null;
}

/** The results of one run of the original server and client from `measure.py`. */
export interface OriginalFigures {
  /** Server to client. */
  readonly s2c: OriginalDirection;
  /** Client to server. */
  readonly c2s: OriginalDirection;
  readonly cpu: { readonly ms_per_delivered_frame_both: number; readonly of_which_harness_ms: number };
  readonly rss_mb: { readonly server: number; readonly client: number };
}

export interface OriginalPairOptions {
  /** The folder of `measure.py`. */
  readonly pyshine: string;
  readonly folder: string;
  /** The frame rate of the synthetic camera; 0 for as fast as possible. */
  readonly sourceFps: number;
  readonly seconds: number;
  readonly runs: number;
  /** `null`: pictures are decoded but not shown. `gui1`: real windows, on their own Xvfb. */
  readonly show: "null" | "gui1";
}

/** Runs the original programs and returns the figures of each run. */
export async function runOriginalPair(options: OriginalPairOptions): Promise<OriginalFigures[]> {
  const { pyshine, folder, sourceFps, seconds, runs, show } = options;
  const out = `${folder}/original.json`;
  const { success, stderr } = await spawn("/usr/bin/python3", {
    args: [
      ...[`${pyshine}/measure.py`, "--fps", String(sourceFps), "--seconds", String(seconds)],
      ...["--runs", String(runs), "--show", show, "--out", out],
    ],
    // Its output folders are in ours, and are removed with them.
    env: { PYSHINELAB_RUNS: `${folder}/original` },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`measure.py failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(await Deno.readTextFile(out));
}
