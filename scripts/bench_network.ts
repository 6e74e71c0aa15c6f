/**
 * `bench_network.ts [--seeds N] [--seconds N] [--only NETWORK] [--wire WIRE] [--json FILE]`: measures a call between two
 * hosts over networks from good to bad, simulated with ../shared/netlab, and compares it with Chromium and GStreamer.
 * Prints one table to stdout. Linux only, as root. `--only` takes a part of a network's name, or `start`: the time to a
 * known peer's first frame.
 */
import { parseArgs } from "@std/cli";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";
import { pyshineFolder } from "./bench/pyshine_folder.ts";
import { endAll } from "./bench/spawn.ts";
import { knownStartRows, measureKnownStarts } from "./bench_network/known_start.ts";
import { canLink } from "./bench_network/netlab_link.ts";
import { type NetworkDirection, runNetworkCall } from "./bench_network/network_call.ts";
import { NETWORK_ROWS, type NetworkRow } from "./bench_network/network_row.ts";
import { type DirectionSummary, formatNetworkTable, summarize } from "./bench_network/network_table.ts";

const START = "start";
const STARTS = 10;

/** Measures the networks in turn, and returns the exit code. */
async function benchNetwork(argv: string[]): Promise<number> {
  const given = parseArgs(argv, { string: ["seeds", "seconds", "only", "wire", "json"] });
  const { only, json, wire = "sealed" } = given;
  const seeds = Number(given.seeds ?? 3), seconds = Number(given.seconds ?? 25);
  const pyshine = pyshineFolder();
  if (pyshine === undefined || !canLink()) {
    console.error("bench: this needs ../shared/pyshine, ../shared/netlab, Python with OpenCV, and root");
    return 1;
  }
  const rows = NETWORK_ROWS.filter(({ name }) => only === undefined || name.includes(only));
  const folder = await Deno.makeTempDir({ prefix: "vchat-bench-" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await endAll();
      await Deno.remove(folder, { recursive: true });
      Deno.exit(130);
    });
  }
  let starts: FigureRow[] = [];
  const results: { row: NetworkRow; summaries: DirectionSummary[]; runs: NetworkDirection[][] }[] = [];
  try {
    for (const row of rows) {
      const runs: NetworkDirection[][] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        console.error(`bench: ${row.name}, seed ${seed}; system load ${Deno.loadavg()[0].toFixed(2)}`);
        const args = ["--wire", wire];
        runs.push(
          await runNetworkCall({ pyshine, folder: await Deno.makeTempDir({ dir: folder }), row, seed, seconds, args }),
        );
      }
      const summaries = [0, 1].map((way) => summarize(runs.map((directions) => directions[way])));
      results.push({ row, summaries, runs });
      if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify({ results, starts }, null, 1));
    }
    // Only the sealed wire knows peers from earlier calls.
    if (wire === "sealed" && (only === undefined || START.includes(only))) {
      console.error(`bench: ${START}; system load ${Deno.loadavg()[0].toFixed(2)}`);
      const options = { pyshine, folder: await Deno.makeTempDir({ dir: folder }), runs: STARTS };
      starts = knownStartRows(await measureKnownStarts(options));
      if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify({ results, starts }, null, 1));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (starts.length > 0) console.log(`${formatTable(starts)}\n`);
  if (results.length === 0) return 0;
  console.log(`${wire} wire; delays in ms from captured to shown; medians of ${seeds} seeds`);
  console.log(formatNetworkTable(results));
  return 0;
}

if (import.meta.main) Deno.exit(await benchNetwork(Deno.args));
