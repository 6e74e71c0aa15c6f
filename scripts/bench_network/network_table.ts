import { quantile } from "../bench/quantile.ts";
import type { NetworkDirection } from "./network_call.ts";
import type { NetworkRow, NetworkTargets } from "./network_row.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * One direction on one network, over all seeds. Figures are medians. Counts of what must never happen are sums, and the longest
 * time without a new picture is that of the worst seed.
 */
export interface DirectionSummary {
  readonly way: NetworkDirection["way"];
  readonly shownPercent?: number;
  readonly shownFps?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
  readonly freezeMs?: number;
  /** How many times longer than 200 ms passed without a new picture. */
  readonly longGaps: number;
  readonly firstFrameMs?: number;
  readonly psnrDb?: number;
  readonly wireKbps?: number;
  readonly bulkKbps?: number;
  readonly returnMs?: number;
  readonly senderCpu?: number;
  readonly receiverCpu?: number;
  /** Of the larger end: resident, and proportional. */
  readonly memoryMb?: number;
  readonly proportionalMb?: number;
  readonly overflowed: number;
  /** Lost, duplicated or out of order. */
  readonly badTexts: number;
}

/** `runs`: the results of one direction. */
export function summarize(runs: readonly NetworkDirection[]): DirectionSummary {
  const values = (value: (run: NetworkDirection) => number | undefined) =>
    runs.map(value).filter((number) => number !== undefined);
  const median = (value: (run: NetworkDirection) => number | undefined) => quantile(values(value), 0.5);
  const sum = (value: (run: NetworkDirection) => number) => runs.reduce((total, run) => total + value(run), 0);
  const memory = (which: "rssBytes" | "pssBytes") =>
    median(({ sender, receiver }) => sender && receiver && Math.max(sender[which], receiver[which]) / MEBIBYTE);
  return {
    way: runs[0].way,
    shownPercent: median(({ frames }) => frames.shownPercent),
    shownFps: median(({ frames }) => frames.shownFps),
    p50Ms: median(({ frames }) => frames.delayMs?.p50),
    p95Ms: median(({ frames }) => frames.delayMs?.p95),
    maxMs: median(({ frames }) => frames.delayMs?.max),
    freezeMs: quantile(values(({ frames }) => frames.longestGapMs), 1),
    longGaps: sum(({ frames }) => frames.longGaps),
    firstFrameMs: median(({ firstFrameMs }) => firstFrameMs),
    psnrDb: median(({ frames }) => frames.psnrDb),
    wireKbps: median(({ sender }) => sender?.wireKbps),
    bulkKbps: median(({ bulkKbps }) => bulkKbps),
    returnMs: median(({ returnMs }) => returnMs),
    senderCpu: median(({ sender }) => sender?.cpu),
    receiverCpu: median(({ receiver }) => receiver?.cpu),
    memoryMb: memory("rssBytes"),
    proportionalMb: memory("pssBytes"),
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
  most("first ms", summary.firstFrameMs, targets.firstFrameMs);
  least("dB", summary.psnrDb, targets.psnrDb);
  most("kbit/s", summary.wireKbps, targets.wireKbps);
  least("TCP kbit/s", summary.bulkKbps, targets.bulkKbps);
  most("return ms", summary.returnMs, targets.returnMs);
  most("overflow", summary.overflowed, targets.overflowed);
  most("sender s/s", summary.senderCpu, targets.senderCpu);
  most("receiver s/s", summary.receiverCpu, targets.receiverCpu);
  most("MB", summary.memoryMb, targets.memoryMb);
  most("bad texts", summary.badTexts, 0);
  return missed;
}

/** What one codec did on one network. */
export interface NetworkResult {
  readonly row: NetworkRow;
  readonly codec: string;
  readonly summaries: readonly DirectionSummary[];
  /** Whether the row's targets are meant for this codec. */
  readonly hasTargets: boolean;
  /** Runs that came to no end. */
  readonly failures: readonly string[];
}

const HEAD = [
  "network",
  "who",
  "shown",
  "fps",
  "delay p50 / p95, ms",
  "freeze, ms (over 200)",
  "first, ms",
  "PSNR, dB",
  "kbit/s",
  "CPU out / in, s/s",
  "memory, MB",
  "other",
  "to reach",
];

/** One table in Markdown: for each network the references, and each codec and direction of vchat. */
export function formatNetworkTable(results: readonly NetworkResult[]): string {
  const named = new Set<NetworkRow>();
  const lines = results.flatMap((result) => {
    const references = named.has(result.row) ? [] : result.row.references;
    named.add(result.row);
    return [
      ...references.map(({ program, shown, p95Ms }) => [
        ...[result.row.name, program, shown, "", p95Ms === undefined ? "" : `- / ${p95Ms}`],
        ...Array(HEAD.length - 5).fill(""),
      ]),
      ...result.summaries.map((summary) => summaryCells(result, summary)),
      ...result.failures.map((message) => [
        ...[result.row.name, `vchat, ${result.codec}`],
        ...Array(HEAD.length - 3).fill(""),
        `FAILED: ${message}`,
      ]),
    ];
  });
  return markdownTable([HEAD, ...lines]);
}

function summaryCells({ row, codec, hasTargets, summaries }: NetworkResult, summary: DirectionSummary): string[] {
  const { memoryMb, proportionalMb, bulkKbps, returnMs, badTexts, overflowed } = summary;
  const missed = missedTargets(summary, hasTargets ? row.targets : {});
  const other = [
    bulkKbps === undefined ? "" : `TCP ${fixed(bulkKbps)} kbit/s`,
    returnMs === undefined ? "" : `back after ${fixed(returnMs)} ms`,
    overflowed === 0 ? "" : `${overflowed} packets overflowed`,
    badTexts === 0 ? "" : `${badTexts} BAD TEXTS`,
  ];
  return [
    ...[row.name, `vchat, ${codec}${summaries.length === 1 ? "" : `, ${summary.way}`}`],
    summary.shownPercent === undefined ? "" : `${fixed(summary.shownPercent, 1)} %`,
    fixed(summary.shownFps, 1),
    `${fixed(summary.p50Ms)} / ${fixed(summary.p95Ms)}`,
    `${fixed(summary.freezeMs)} (${summary.longGaps})`,
    ...[fixed(summary.firstFrameMs), fixed(summary.psnrDb, 1), fixed(summary.wireKbps)],
    `${fixed(summary.senderCpu, 2)} / ${fixed(summary.receiverCpu, 2)}`,
    `${fixed(memoryMb)} (${fixed(proportionalMb)})`,
    other.filter((text) => text !== "").join(", "),
    missed.length === 0 ? hasTargets ? "reached" : "" : `NOT ${missed.join(", ")}`,
  ];
}

function fixed(value: number | undefined, digits = 0): string {
  return value === undefined ? "" : value.toFixed(digits);
}

function markdownTable([head, ...lines]: readonly string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((cells) => cells[column].length)));
  const format = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  return [format(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.map(format)].join("\n");
}
