/**
 * `bench.ts [--seconds N] [--runs N] [--only PART] [--wire WIRE] [--json FILE]`: measures a call between two vchat
 * processes on this machine, and a call of the original PyShine programs, which must be in a folder next to the project.
 * Prints one table to stdout. Linux only.
 */
import { parseArgs } from "@std/cli";
import type { BenchContext, BenchPart } from "./bench/bench_part.ts";
import { callPart, windowPart } from "./bench/call_part.ts";
import { fastestPart } from "./bench/fastest_part.ts";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";
import { pyshineFolder } from "./bench/pyshine_folder.ts";
import { sealedPart } from "./bench/sealed_part.ts";
import { startPart, windowStartPart } from "./bench/start_part.ts";
import { endAll } from "./bench/spawn.ts";
import { Xvfb } from "./bench/xvfb.ts";

const PARTS: Readonly<Record<string, BenchPart>> = {
  call: callPart,
  window: windowPart,
  start: startPart,
  "window-start": windowStartPart,
  fastest: fastestPart,
  sealed: sealedPart,
};

/** Measures the parts in turn, and returns the exit code. */
async function bench(argv: string[]): Promise<number> {
  const { seconds, runs, only, wire, json } = parseArgs(argv, { string: ["seconds", "runs", "only", "wire", "json"] });
  if (only !== undefined && !(only in PARTS)) {
    console.error(`bench: --only takes one of ${Object.keys(PARTS).join(", ")}`);
    return 2;
  }
  const pyshine = pyshineFolder();
  if (pyshine === undefined) {
    console.error("bench: ../shared/pyshine or Python with OpenCV is missing: nothing to compare with");
    return 1;
  }
  const folder = await Deno.makeTempDir({ prefix: "vchat-bench-" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await endAll();
      await Deno.remove(folder, { recursive: true });
      Deno.exit(130);
    });
  }
  const xvfb = await Xvfb.start();
  const context: BenchContext = {
    pyshine,
    display: xvfb.display,
    seconds: Number(seconds ?? 20),
    runs: Number(runs ?? 5),
    // By default the wire of the original programs.
    args: ["--wire", wire ?? "plain"],
    newFolder: () => Deno.makeTempDir({ dir: folder }),
    say: (line) => console.error(`bench: ${line}`),
  };
  const rows: FigureRow[] = [];
  const details: Record<string, unknown> = {};
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (only !== undefined && only !== name) continue;
      context.say(`measuring ${name}; system load ${Deno.loadavg()[0].toFixed(2)}`);
      const result = await part(context);
      rows.push(...result.rows);
      details[name] = result.details;
      if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify({ rows, details }, null, 1));
    }
  } finally {
    await xvfb.stop();
    await Deno.remove(folder, { recursive: true });
  }
  console.log(formatTable(rows));
  return 0;
}

if (import.meta.main) Deno.exit(await bench(Deno.args));
