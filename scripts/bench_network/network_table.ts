import { formatColumns } from "../bench/figure_row.ts";
import { quantile } from "../bench/quantile.ts";
import type { NetworkDirection } from "./network_call.ts";
import type { NetworkRow, NetworkTargets } from "./network_row.ts";

/** One direction on one network, over all seeds. Figures are medians; counts of what must never happen are sums. */
export interface DirectionSummary {
  readonly way: NetworkDirection["way"];
  readonly shownPercent?: number;
  readonly shownFps?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
  readonly freezeMs?: number;
  readonly returnMs?: number;
  readonly overflowed: number;
  /** Lost, duplicated or out of order. */
  readonly badTexts: number;
}

/** `runs`: the results of one direction. */
export function summarize(runs: readonly NetworkDirection[]): DirectionSummary {
  const median = (value: (run: NetworkDirection) => number | undefined) =>
    quantile(runs.map(value).filter((number) => number !== undefined), 0.5);
  const sum = (value: (run: NetworkDirection) => number) => runs.reduce((total, run) => total + value(run), 0);
  return {
    way: runs[0].way,
    shownPercent: median(({ frames }) => frames.shownOfSentPercent),
    shownFps: median(({ frames }) => frames.shownFps),
    p50Ms: median(({ frames }) => frames.capturedToShownMs?.p50),
    p95Ms: median(({ frames }) => frames.capturedToShownMs?.p95),
    maxMs: median(({ frames }) => frames.capturedToShownMs?.max),
    freezeMs: median(({ frames }) => frames.longestFreezeMs),
    returnMs: median(({ returnMs }) => returnMs),
    overflowed: sum(({ link }) => link?.overflowed ?? 0),
    badTexts: sum(({ texts }) => texts.lost + texts.doubled + texts.outOfOrder),
  };
}

/** The targets that were missed, in words. A figure that could not be measured counts as missed. */
export function missedTargets(summary: DirectionSummary, targets: NetworkTargets): string[] {
  const missed: string[] = [];
  const least = (name: string, value: number | undefined, target: number | undefined) => {
    if (target !== undefined && !(value !== undefined && value >= target)) missed.push(`${name} ${target}`);
  };
  const most = (name: string, value: number | undefined, target: number | undefined) => {
    if (target !== undefined && !(value !== undefined && value <= target)) missed.push(`${name} ${target}`);
  };
  least("shown %", summary.shownPercent, targets.shownPercent);
  least("fps", summary.shownFps, targets.shownFps);
  most("p95 ms", summary.p95Ms, targets.p95Ms);
  most("freeze ms", summary.freezeMs, targets.freezeMs);
  most("return ms", summary.returnMs, targets.returnMs);
  most("overflow", summary.overflowed, targets.overflowed);
  most("bad texts", summary.badTexts, 0);
  return missed;
}

/** One table: for each network the references, and both directions of vchat. */
export function formatNetworkTable(results: readonly { row: NetworkRow; summaries: readonly DirectionSummary[] }[]) {
  const head = [
    "network",
    "who",
    "shown",
    "fps",
    "p50",
    "p95",
    "max",
    "freeze",
    "return",
    "overflow",
    "texts",
    "targets",
  ];
  const lines = results.flatMap(({ row, summaries }) => [
    ...row.references.map((
      { program, shown, p95Ms },
    ) => [row.name, program, shown, "", "", ms(p95Ms), "", "", "", "", "", ""]),
    ...summaries.map((summary) => {
      const missed = missedTargets(summary, row.targets);
      return [
        ...[row.name, `vchat, ${summary.way}`],
        summary.shownPercent === undefined ? "" : `${summary.shownPercent.toFixed(1)} %`,
        summary.shownFps?.toFixed(1) ?? "",
        ...[ms(summary.p50Ms), ms(summary.p95Ms), ms(summary.maxMs), ms(summary.freezeMs), ms(summary.returnMs)],
        String(summary.overflowed),
        summary.badTexts === 0 ? "all" : `${summary.badTexts} BAD`,
        missed.length === 0 ? "reached" : `NOT ${missed.join(", ")}`,
      ];
    }),
  ]);
  return formatColumns(head, lines, 2);
}

function ms(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(value < 10 ? 1 : 0);
}
