import type { FigureRow } from "../bench/figure_row.ts";
import { quantile } from "../bench/quantile.ts";
import { CODES } from "./frame_code.ts";
import type { FrameLedger, LedgerFrame } from "./frame_ledger.ts";
import type { MeasuredSpan } from "./measured_window.ts";
import type { ScreenSight } from "./screen_worker.ts";

/** From the complete frame in the main process until the page reports that it has drawn it. */
const GLASS_P95_MS = 10;
/** The span starts and ends between two frames. */
const CUT_FPS = 0.3;
/** The most frames that may be with a page at the same time, however slow it is. */
const MOST_IN_PAGE = 2;
/** The delay of the last seconds is compared with that of the first. Growth means a queue. */
const EDGE_MS = 5000, MOST_GROWTH = 1.5;
/** For a page that gets a sixth of a processor. */
const SLOWED_P95_MS = 150;
const HIDDEN_CPU_PERCENT = 3, RESUME_MS = 250;

/** The measured time of a window, and the name for its rows. */
export interface WindowFigures {
  readonly name: string;
  readonly ledger: Pick<FrameLedger, "between" | "mostInPage" | "newestSent">;
  readonly span: MeasuredSpan;
}

/** How long frames take to the screen. `originMs`: what to add to this process's clock to get epoch milliseconds. */
export function glassRows(
  { name, ledger, span }: WindowFigures,
  sights?: readonly ScreenSight[],
  originMs = 0,
): FigureRow[] {
  const frames = ledger.between(span.fromMs, span.toMs);
  const delaysMs = delaysOf(frames);
  const rows: FigureRow[] = [
    { figure: `frame to drawn p50, ${name}`, unit: "ms", vchat: quantile(delaysMs, 0.5) },
    {
      figure: `frame to drawn p95, ${name}`,
      unit: "ms",
      vchat: quantile(delaysMs, 0.95),
      target: { is: "at most", value: GLASS_P95_MS },
    },
  ];
  if (sights === undefined) return rows;
  const seenMs = sights.flatMap(({ code, epochMs }) => {
    const frame = ledger.newestSent(epochMs - originMs, code, CODES);
    return frame === undefined ? [] : [epochMs - originMs - frame.offeredMs];
  });
  return [
    ...rows,
    { figure: `frame to X screen p50, ${name}`, unit: "ms", vchat: quantile(seenMs, 0.5) },
    { figure: `frame to X screen p95, ${name}`, unit: "ms", vchat: quantile(seenMs, 0.95) },
    {
      figure: `seen on the X screen, ${name}`,
      unit: "fps",
      vchat: 1000 * sights.length / (span.toMs - span.fromMs),
    },
  ];
}

/** Whether all frames are shown, without a growing queue. */
export function fastRows(figures: WindowFigures, framesPerSecond: number): FigureRow[] {
  const { name, ledger, span } = figures;
  const frames = ledger.between(span.fromMs, span.toMs);
  return [
    {
      figure: `frames shown, ${name}`,
      unit: "fps",
      vchat: 1000 * delaysOf(frames).length / (span.toMs - span.fromMs),
      target: { is: "at least", value: framesPerSecond - CUT_FPS },
    },
    {
      figure: `frames superseded, ${name}`,
      unit: "frames",
      vchat: frames.filter(({ droppedMs }) => droppedMs !== undefined).length,
    },
    ...queueRows(figures),
  ];
}

/** A page that cannot keep up. */
export function slowedRows(figures: WindowFigures): FigureRow[] {
  const { name, ledger, span } = figures;
  const delaysMs = delaysOf(ledger.between(span.fromMs, span.toMs));
  return [
    { figure: `frames shown, ${name}`, unit: "fps", vchat: 1000 * delaysMs.length / (span.toMs - span.fromMs) },
    {
      figure: `frame to drawn p95, ${name}`,
      unit: "ms",
      vchat: quantile(delaysMs, 0.95),
      target: { is: "at most", value: SLOWED_P95_MS },
    },
    ...queueRows(figures),
  ];
}

/** A hidden window, compared with the same one visible. */
export function hiddenRows(name: string, visible: MeasuredSpan, hidden: MeasuredSpan, resumedMs: number): FigureRow[] {
  const percent = (cpuMs: number, { fromMs, toMs }: MeasuredSpan) => 100 * cpuMs / (toMs - fromMs);
  const kilobytes = ({ sent, fromMs, toMs }: MeasuredSpan) => sent.pictureBytes / (toMs - fromMs);
  return [
    {
      figure: `CPU of the window, ${name}`,
      unit: "% core",
      reference: percent(visible.windowCpuMs, visible),
      vchat: percent(hidden.windowCpuMs, hidden),
      target: { is: "at most", value: HIDDEN_CPU_PERCENT },
    },
    {
      figure: `CPU of the main process, ${name}`,
      unit: "% core",
      reference: percent(visible.mainCpuMs, visible),
      vchat: percent(hidden.mainCpuMs, hidden),
    },
    {
      figure: `pictures sent, ${name}`,
      unit: "kB/s",
      reference: kilobytes(visible),
      vchat: kilobytes(hidden),
      target: { is: "at most", value: 0 },
    },
    {
      figure: `first frame after it is back, ${name}`,
      unit: "ms",
      vchat: resumedMs,
      target: { is: "at most", value: RESUME_MS },
    },
  ];
}

/** What a drawn frame costs. */
export function costRows({ name, ledger, span }: WindowFigures): FigureRow[] {
  const shown = delaysOf(ledger.between(span.fromMs, span.toMs)).length;
  return [
    { figure: `CPU a frame of the window, ${name}`, unit: "ms", vchat: span.windowCpuMs / shown },
    { figure: `CPU a frame of the main process, ${name}`, unit: "ms", vchat: span.mainCpuMs / shown },
  ];
}

function queueRows({ name, ledger, span }: WindowFigures): FigureRow[] {
  const { fromMs, toMs } = span;
  const edge = (from: number, to: number) => quantile(delaysOf(ledger.between(from, to)), 0.95);
  return [
    {
      figure: `most frames in the page, ${name}`,
      unit: "frames",
      vchat: ledger.mostInPage,
      target: { is: "at most", value: MOST_IN_PAGE },
    },
    {
      figure: `p95 of the last 5 s beside the first, ${name}`,
      unit: "ms",
      reference: edge(fromMs, fromMs + EDGE_MS),
      vchat: edge(toMs - EDGE_MS, toMs),
      target: { is: "at most", value: MOST_GROWTH, of: "reference" },
    },
  ];
}

function delaysOf(frames: readonly LedgerFrame[]): number[] {
  return frames.flatMap(({ offeredMs, shownMs }) => shownMs === undefined ? [] : [shownMs - offeredMs]);
}
