/**
 * `bench_network.ts [--seeds N] [--seconds N] [--only NETWORK] [--codec LIST] [--both] [--width PIXELS] [--wire WIRE]
 * [--clip FILE.y4m] [--json FILE] [--keep]`: measures a call between two hosts over networks from good to bad, simulated with
 * ../shared/netlab, and the work of a call on one machine. Prints one table in Markdown. Linux only, as root.
 *
 * `--only`: a part of a network's name, or `start`: the time to a known peer's first frame. `--codec`: those of vchat's option,
 * separated by commas, each measured in turn on each network (`auto` if not given). `--both`: the client sends pictures too.
 * `--width`: of what is sent (that of the source). `--clip`: the source, instead of the webcam-like clip. `--keep`: leaves the
 * events and recordings.
 */
import { parseArgs } from "@std/cli";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";
import { endAll } from "./bench/spawn.ts";
import { clipOfSize } from "./bench_network/clip_camera.ts";
import { knownStartRows, measureKnownStarts } from "./bench_network/known_start.ts";
import { canLink } from "./bench_network/netlab_link.ts";
import { type NetworkDirection, runNetworkCall } from "./bench_network/network_call.ts";
import { NETWORK_ROWS, type NetworkRow } from "./bench_network/network_row.ts";
import { formatNetworkTable, type NetworkResult, summarize } from "./bench_network/network_table.ts";

const START = "start";
const STARTS = 10;
const SIZE = [640, 480] as const;

interface BenchOptions {
  readonly seeds: number;
  readonly seconds: number;
  readonly wire: string;
  readonly bothWays: boolean;
  readonly width?: string;
  readonly clip?: string;
  /** For all files, below which each run has its own folder. */
  readonly folder: string;
}

/** Measures the networks in turn, and returns the exit code. */
async function benchNetwork(argv: string[]): Promise<number> {
  const given = parseArgs(argv, {
    string: ["seeds", "seconds", "only", "codec", "wire", "width", "clip", "json"],
    boolean: ["both", "keep"],
  });
  const { only, json, wire = "sealed", width, clip, keep } = given;
  if (!canLink()) {
    console.error("bench: this needs ../shared/netlab, and root");
    return 1;
  }
  const folder = await Deno.makeTempDir({ prefix: "vchat-bench-" });
  const removeFiles = async () => {
    if (keep) console.error(`bench: the events and recordings are in ${folder}`);
    else await Deno.remove(folder, { recursive: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await endAll();
      await removeFiles();
      Deno.exit(130);
    });
  }
  const options: BenchOptions = {
    ...{ wire, width, clip, folder, bothWays: given.both },
    seeds: Number(given.seeds ?? 3),
    seconds: Number(given.seconds ?? 25),
  };
  const results: NetworkResult[] = [], runs: { network: string; codec: string; directions: NetworkDirection[] }[] = [];
  let starts: FigureRow[] = [];
  const save = async () => {
    if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify({ results, starts, runs }, null, 1));
  };
  try {
    for (const row of NETWORK_ROWS.filter(({ name }) => only === undefined || name.includes(only))) {
      for (const codec of (given.codec ?? "auto").split(",")) {
        const measured = await measure(row, codec, options);
        results.push(measured.result);
        runs.push(...measured.runs.map((directions) => ({ network: row.name, codec, directions })));
        await save();
      }
    }
    // Only the sealed wire knows peers from earlier calls.
    if (wire === "sealed" && (only === undefined || START.includes(only))) {
      console.error(`bench: ${START}; system load ${Deno.loadavg()[0].toFixed(2)}`);
      const start = { clip: clip ?? await clipOfSize(...SIZE), folder: await Deno.makeTempDir({ dir: folder }) };
      starts = knownStartRows(await measureKnownStarts({ ...start, runs: STARTS }));
      await save();
    }
  } finally {
    await removeFiles();
  }
  if (starts.length > 0) console.log(`${formatTable(starts)}\n`);
  if (results.length === 0) return 0;
  console.log(`${wire} wire; from the raw picture handed over to shown; medians of ${options.seeds} seeds\n`);
  console.log(formatNetworkTable(results));
  return 0;
}

/** All seeds of one codec on one network. A run that fails does not end the others. */
async function measure(
  row: NetworkRow,
  codec: string,
  options: BenchOptions,
): Promise<{ result: NetworkResult; runs: NetworkDirection[][] }> {
  const { seeds, wire, folder, bothWays, seconds } = options;
  const [width, height] = row.size ?? SIZE;
  const clip = options.clip ?? await clipOfSize(width, height);
  const args = [
    "--wire",
    wire,
    ...wire === "plain" ? [] : ["--codec", codec],
    "--width",
    options.width ?? String(width),
  ];
  const runs: NetworkDirection[][] = [], failures: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = `${row.name}, ${codec}, seed ${seed}`;
    const own = await Deno.makeTempDir({ dir: folder, prefix: `${run.replaceAll(/[^\w=]+/g, "_")}-` });
    console.error(`bench: ${run}; system load ${Deno.loadavg()[0].toFixed(2)}`);
    try {
      const directions = await runNetworkCall({ folder: own, row, seed, seconds, clip, bothWays, args });
      directions.forEach((direction) => console.error(`bench:   ${stagesLine(direction)}`));
      runs.push(directions);
    } catch (error) {
      const message = (error as Error).message;
      console.error(`bench: ${run}: ${message}`);
      failures.push(message.split("\n")[0]);
    }
  }
  const ways = runs.length === 0 ? [] : runs[0].map((_, way) => runs.map((directions) => directions[way]));
  const hasTargets = codec !== "jpeg";
  return { result: { row, codec, summaries: ways.map(summarize), hasTargets, failures }, runs };
}

/** Where the frames and the time of one direction went. */
function stagesLine({ way, frames, drops }: NetworkDirection): string {
  const { handedOver, encoded, sent, shown, stagesMs } = frames;
  const p95s = Object.entries(stagesMs).map(([stage, ms]) => `${stage} ${ms?.p95.toFixed(0) ?? "?"}`).join(", ");
  const dropped = Object.entries({ ...drops.out, ...drops.in }).map(([reason, count]) => `${reason} ${count}`);
  return `${way}: ${handedOver} handed over, ${encoded} encoded, ${sent} sent, ${shown} shown; p95 ms: ${p95s}` +
    (dropped.length === 0 ? "" : `; dropped: ${dropped.join(", ")}`);
}

if (import.meta.main) Deno.exit(await benchNetwork(Deno.args));
