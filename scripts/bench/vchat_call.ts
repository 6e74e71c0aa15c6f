import { freeBasePort } from "../../src/io/network/free_base_port.ts";
import { systemClock } from "../../src/io/clock/system_clock.ts";
import type { EndRecord, Span } from "./direction_figures.ts";
import { LiveSource } from "./live_source.ts";
import { monotonicEpochMs } from "./monotonic_clock.ts";
import { readTreeUsage, type TreeUsage } from "./process_tree.ts";
import { recordedStamps } from "./recorded_stamps.ts";
import { VchatEnd } from "./vchat_end.ts";

export const COME_UP_MS = 20_000;
/** Time to fill caches and finish the work of the start. */
const WARM_MS = 2000;
/** Time after the sources end: drops are counted once a second. */
const SETTLE_MS = 1500;

export interface VchatCallOptions {
  readonly pyshine: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly seconds: number;
  readonly sourceFps: number;
  /** The X display for the windows; without it there are none. */
  readonly display?: string;
  /** Additional arguments for both ends. */
  readonly args: readonly string[];
}

/** One end after a call. */
export interface MeasuredEnd extends EndRecord {
  /** CPU time within the span, by program. */
  readonly cpuMsByProgram: Readonly<Record<string, number>>;
  readonly cpuMs: number;
  /** At the end of the span. */
  readonly memory: TreeUsage;
}

export interface MeasuredCall {
  readonly span: Span;
  readonly server: MeasuredEnd;
  readonly client: MeasuredEnd;
}

/**
 * The arguments of an end whose camera is `camera`. Without another codec in `more` it sends JPEG, on both wires: that is what the
 * original programs send, and what the recordings are read as.
 */
export function endArgs(port: number, camera: string, window: boolean, more: readonly string[]): string[] {
  const shown = window ? [] : ["--no-window"], codec = more.includes("--codec") ? [] : ["--codec", "jpeg"];
  return ["--port", String(port), "--camera", camera, "--no-sound", ...codec, ...shown, ...more];
}

/** Runs a call between two vchat processes on this machine, each with a live stamped source as its camera. */
export async function runVchatCall(options: VchatCallOptions): Promise<MeasuredCall> {
  const { folder, pyshine, sourceFps: fps, display } = options;
  const port = freeBasePort();
  if (port === undefined) throw new Error("no four free ports in a row were found");
  const sources = await LiveSource.startTwo({ pyshine, folder, fps });
  const ends: VchatEnd[] = [];
  const open = (role: "server" | "client", more: readonly string[]) => {
    const camera = sources[ends.length].fifo;
    const env: Record<string, string> = display === undefined ? {} : { DISPLAY: display };
    const args = endArgs(port, camera, display !== undefined, [...options.args, ...more]);
    const end = new VchatEnd(role, { folder, args, env });
    ends.push(end);
    return end;
  };
  try {
    const server = open("server", []);
    await server.expect("listening", COME_UP_MS);
    const client = open("client", ["--host", "127.0.0.1", ...server.pairingArgs()]);
    for (const end of ends) await end.expect("frame_shown", COME_UP_MS);
    await sleep(WARM_MS);
    const before = ends.map(({ pid }) => readTreeUsage(pid));
    const fromMs = systemClock.epochMs();
    await sleep(options.seconds * 1000);
    const toMs = systemClock.epochMs();
    const after = ends.map(({ pid }) => readTreeUsage(pid));
    await Promise.all(sources.map((source) => source.stop()));
    await sleep(SETTLE_MS);
    await client.stop();
    await server.stop();
    const [measuredServer, measuredClient] = await Promise.all(
      ends.map((end, at) => measuredEnd(end, before[at], after[at])),
    );
    return { span: { fromMs, toMs }, server: measuredServer, client: measuredClient };
  } finally {
    await Promise.all([...sources, ...ends].map((process) => process.stop()));
  }
}

/** The record of an end that has left, with its stamps in epoch milliseconds. */
export async function endRecord(end: VchatEnd): Promise<EndRecord> {
  const originMs = await monotonicEpochMs();
  const stamps = await recordedStamps(end.recording);
  return {
    events: end.log.events,
    stamps: stamps.map((stamp) => stamp && { ...stamp, madeMs: stamp.madeMs + originMs }),
  };
}

async function measuredEnd(end: VchatEnd, before: TreeUsage, after: TreeUsage): Promise<MeasuredEnd> {
  const cpuMsByProgram = Object.fromEntries(
    [...after.byProgram].map(([name, { cpuMs }]) => [name, cpuMs - (before.byProgram.get(name)?.cpuMs ?? 0)]),
  );
  return { ...await endRecord(end), cpuMsByProgram, cpuMs: after.cpuMs - before.cpuMs, memory: after };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
