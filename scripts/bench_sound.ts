/**
 * `bench_sound.ts [--only PART] [--seconds N] [--json FILE] [--keep]`: measures the sound of calls between two real ends, each with a
 * microphone and a loudspeaker of PulseAudio's, while somebody speaks at both; on this machine and over bad networks, simulated with
 * ../shared/netlab (as root). Prints one table. Linux only; needs PulseAudio, espeak-ng and ffmpeg, and Xvfb for pictures.
 *
 * `--only`: a part of a network's name, or `CPU`, `echo` or `drift`. `--keep`: leaves the events.
 */
import { parseArgs } from "@std/cli";
import { hasPulseAudio } from "../tests/fake/pulse_server.ts";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";
import { endAll } from "./bench/spawn.ts";
import { Xvfb } from "./bench/xvfb.ts";
import { canLink } from "./bench_network/netlab_link.ts";
import { cpuRow } from "./bench_sound/cpu_row.ts";
import { driftRows } from "./bench_sound/drift_rows.ts";
import { echoRows } from "./bench_sound/echo_rows.ts";
import { runSoundCall, type SoundCallFigures } from "./bench_sound/sound_call.ts";
import { networkRows, SOUND_NETWORKS } from "./bench_sound/sound_network.ts";

/** Measures the parts in turn, and returns the exit code. */
async function benchSound(argv: string[]): Promise<number> {
  const { only = "", json, keep, ...given } = parseArgs(argv, {
    string: ["only", "seconds", "json"],
    boolean: ["keep"],
  });
  if (!hasPulseAudio) {
    console.error("bench: this needs PulseAudio");
    return 1;
  }
  const seconds = Number(given.seconds ?? 30);
  const folder = await Deno.makeTempDir({ prefix: "vchat-bench-" });
  const newFolder = () => Deno.makeTempDir({ dir: folder });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await endAll();
      Deno.exit(130);
    });
  }
  const xvfb = await Xvfb.start().catch((error: Error) =>
    console.error(`bench: no pictures without Xvfb: ${error.message}`)
  );
  const rows: FigureRow[] = [];
  /** A part that fails does not end the others. */
  const measure = async (part: string, run: () => Promise<FigureRow[]> | FigureRow[]) => {
    if (!part.includes(only)) return;
    console.error(`bench: ${part}; system load ${Deno.loadavg()[0].toFixed(2)}`);
    try {
      rows.push(...await run());
    } catch (error) {
      const [first] = (error as Error).message.split("\n");
      console.error(`bench: ${part}: ${(error as Error).message}`);
      rows.push({ figure: `${part}: FAILED: ${first}`, unit: "" });
    }
    if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify(rows, null, 1));
  };
  for (const network of SOUND_NETWORKS) {
    if (network.settings !== undefined && !canLink()) {
      if (network.name.includes(only)) console.error(`bench: ${network.name} needs ../shared/netlab, and root`);
      continue;
    }
    await measure(network.name, async () => {
      const { settings, isBesidePicture } = network, display = xvfb?.display;
      const run = async (display?: string) => {
        const figures = await runSoundCall({ folder: await newFolder(), settings, seconds, display });
        console.error(`bench:   ${display ? "beside a picture, " : ""}${asWords(figures)}`);
        return figures;
      };
      const alone = isBesidePicture ? undefined : await run();
      const shown = display === undefined ? undefined : await run(display);
      return networkRows(network, alone ?? shown ?? await run(), shown);
    });
  }
  await measure("CPU", async () => [await cpuRow(newFolder, seconds)]);
  await measure("echo", echoRows);
  await measure("drift", driftRows);
  await xvfb?.stop();
  if (keep) console.error(`bench: the events are in ${folder}`);
  else await Deno.remove(folder, { recursive: true });
  console.log(formatTable(rows));
  return 0;
}

/** What helps to judge the figures. */
function asWords({ words, toldMs, cpu }: SoundCallFigures): string {
  return `${words} words found; the client says ${toldMs?.toFixed(0) ?? "?"} ms; ${
    (100 * cpu).toFixed(0)
  } % of a core an end`;
}

if (import.meta.main) Deno.exit(await benchSound(Deno.args));
