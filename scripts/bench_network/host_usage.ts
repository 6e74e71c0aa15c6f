import { systemClock } from "../../src/io/clock/system_clock.ts";
import { readTreeUsage, type TreeUsage } from "../bench/process_tree.ts";

const DEVICE = "tun0";
/** The columns of `/proc/net/dev` after the device's name: bytes received are the first, and bytes sent the ninth. */
const SENT_COLUMN = 8;

/** What an end used up to a moment. */
export interface HostUsage {
  readonly atMs: number;
  readonly tree: TreeUsage;
  /** IP packets that its host put on the link; `undefined` if there is no link. */
  readonly sentBytes?: number;
}

/** What an end used within a span. */
export interface SpanUsage {
  /** CPU time of the end and all that it started, in seconds per second. */
  readonly cpu: number;
  /** The same, by program. */
  readonly cpuByProgram: Readonly<Record<string, number>>;
  /** At the end of the span, with all that it started. */
  readonly rssBytes: number;
  readonly pssBytes: number;
  /** Resident, by program. */
  readonly rssByProgram: Readonly<Record<string, number>>;
  readonly wireKbps?: number;
}

/** `pid`: the end. */
export function readHostUsage(pid: number): HostUsage {
  return { atMs: systemClock.epochMs(), tree: readTreeUsage(pid), sentBytes: sentBytes(pid) };
}

export function spanUsage(before: HostUsage, after: HostUsage): SpanUsage {
  const ms = after.atMs - before.atMs;
  const sent = before.sentBytes === undefined || after.sentBytes === undefined
    ? undefined
    : after.sentBytes - before.sentBytes;
  return {
    cpu: (after.tree.cpuMs - before.tree.cpuMs) / ms,
    cpuByProgram: Object.fromEntries(
      [...after.tree.byProgram].map(([name, { cpuMs }]) => [
        name,
        (cpuMs - (before.tree.byProgram.get(name)?.cpuMs ?? 0)) / ms,
      ]),
    ),
    rssBytes: after.tree.rssBytes,
    pssBytes: after.tree.pssBytes,
    rssByProgram: Object.fromEntries([...after.tree.byProgram].map(([name, { rssBytes }]) => [name, rssBytes])),
    wireKbps: sent === undefined ? undefined : sent * 8 / ms,
  };
}

/** Of the network namespace that the process is in. */
function sentBytes(pid: number): number | undefined {
  try {
    const line = Deno.readTextFileSync(`/proc/${pid}/net/dev`).split("\n").find((line) =>
      line.trim().startsWith(`${DEVICE}:`)
    );
    return line === undefined ? undefined : Number(line.split(":")[1].trim().split(/\s+/)[SENT_COLUMN]);
  } catch {
    return undefined;
  }
}
