import type { BenchContext, BenchPart, PartResult } from "./bench_part.ts";
import { type DirectionFigures, directionFigures } from "./direction_figures.ts";
import type { FigureRow } from "./figure_row.ts";
import { type OriginalFigures, runOriginalPair } from "./original_pair.ts";
import { type MeasuredCall, type MeasuredEnd, runVchatCall } from "./vchat_call.ts";

const FPS = 30;
const MEGABYTE = 1e6;

/** A call at 30 frames a second, without windows. */
export const callPart: BenchPart = (context) => measureCall(context, undefined);

/** The same with windows. */
export const windowPart: BenchPart = (context) => measureCall(context, context.display);

async function measureCall(context: BenchContext, display: string | undefined): Promise<PartResult> {
  const { pyshine, seconds, args, newFolder } = context;
  const windows = display !== undefined;
  const [original] = await runOriginalPair({
    ...{ pyshine, folder: await newFolder(), sourceFps: FPS, seconds, runs: 1 },
    show: windows ? "gui1" : "null",
  });
  const call = await runVchatCall({ pyshine, folder: await newFolder(), seconds, sourceFps: FPS, display, args });
  const down = directionFigures(call.server, call.client, call.span);
  const up = directionFigures(call.client, call.server, call.span);
  return {
    rows: [
      ...directionRows("server to client", original.s2c, down, windows),
      ...directionRows("client to server", original.c2s, up, windows),
      ...costRows(original, call, down.shown + up.shown, windows),
    ],
    details: { original, vchat: { down, up, server: usageOf(call.server), client: usageOf(call.client) } },
  };
}

function directionRows(
  way: string,
  original: OriginalFigures["s2c"],
  vchat: DirectionFigures,
  windows: boolean,
): FigureRow[] {
  const shown: FigureRow = {
    figure: `frames shown, ${way}${named(windows)}`,
    unit: "fps",
    reference: original.shown_fps,
    vchat: vchat.shownFps,
    // The span starts and ends between two frames.
    target: { is: "at least", value: FPS - 0.15 },
  };
  const delay = (name: "p50" | "p95", times: number): FigureRow => ({
    figure: `delay ${name}, ${way}${named(windows)}`,
    unit: "ms",
    reference: original.latency_ms?.[name],
    vchat: vchat.delayMs?.[name],
    target: windows ? undefined : { is: "at most", value: times, of: "reference" },
  });
  return [
    shown,
    {
      figure: `frames lost, ${way}${named(windows)}`,
      unit: "frames",
      vchat: vchat.missing,
      target: { is: "at most", value: 0 },
    },
    delay("p50", 0.8),
    delay("p95", 1),
  ];
}

function costRows(original: OriginalFigures, call: MeasuredCall, delivered: number, windows: boolean): FigureRow[] {
  const { ms_per_delivered_frame_both: all, of_which_harness_ms: harness } = original.cpu;
  const cpu = {
    unit: "ms",
    vchat: (call.server.cpuMs + call.client.cpuMs) / delivered,
    target: { is: "at most", value: windows ? 1.5 : 0.5, of: "reference" },
  } as const;
  const memory = (role: "server" | "client"): FigureRow[] => {
    const { rssBytes, pssBytes } = call[role].memory;
    return [{
      figure: `memory of the ${role}, resident${named(windows)}`,
      unit: "MB",
      reference: original.rss_mb[role],
      vchat: rssBytes / MEGABYTE,
      target: windows ? undefined : { is: "at most", value: 110 },
    }, { figure: `memory of the ${role}, proportional${named(windows)}`, unit: "MB", vchat: pssBytes / MEGABYTE }];
  };
  return [
    { figure: `CPU a delivered frame${named(windows)}`, reference: all, ...cpu },
    {
      figure: `CPU a delivered frame${named(windows)}, without the original's camera`,
      reference: all - harness,
      ...cpu,
    },
    ...memory("server"),
    ...memory("client"),
  ];
}

function named(windows: boolean): string {
  return windows ? ", windows" : "";
}

function usageOf({ cpuMs, cpuMsByProgram, memory }: MeasuredEnd) {
  const { rssBytes, pssBytes } = memory;
  return { cpuMs, cpuMsByProgram, rssBytes, pssBytes, memoryByProgram: Object.fromEntries(memory.byProgram) };
}
