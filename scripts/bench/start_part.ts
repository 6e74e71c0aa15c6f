import { freeBasePort } from "../../src/io/network/free_base_port.ts";
import type { BenchContext, BenchPart, PartResult } from "./bench_part.ts";
import { LiveSource } from "./live_source.ts";
import { type OriginalFigures, runOriginalPair } from "./original_pair.ts";
import { quantile } from "./quantile.ts";
import { COME_UP_MS, endArgs, endRecord } from "./vchat_call.ts";
import { VchatEnd } from "./vchat_end.ts";

const FPS = 30;
/** A pause between two calls, so that nothing of the previous one is still running. */
const PAUSE_MS = 500;
/** For the original pair: long enough to see the first frame. */
const ORIGINAL_SECONDS = 1;

interface Start {
  /** From the start of the client's process until its first frame is shown. */
  readonly startToShownMs: number;
  /** The age of that frame when it was shown. */
  readonly ageMs: number | undefined;
}

/** How long a client needs to show its first frame if the server already runs, and how old that frame is. */
export const startPart: BenchPart = (context) => measureStarts(context, undefined);

/** The same with a window for the client. */
export const windowStartPart: BenchPart = (context) => measureStarts(context, context.display);

async function measureStarts(context: BenchContext, display: string | undefined): Promise<PartResult> {
  const { pyshine, runs, newFolder } = context;
  const windows = display !== undefined;
  const original = await runOriginalPair({
    ...{ pyshine, folder: await newFolder(), sourceFps: FPS, seconds: ORIGINAL_SECONDS, runs },
    show: windows ? "gui1" : "null",
  });
  const starts = await startsOf(context, display);
  const originalMedian = (name: "client_start_to_first_shown_ms" | "first_frame_age_ms") =>
    median(original.map(({ s2c }: OriginalFigures) => s2c[name] ?? undefined));
  const what = windows ? ", window" : "";
  return {
    rows: [{
      figure: `client start to first frame${what}`,
      unit: "ms",
      reference: originalMedian("client_start_to_first_shown_ms"),
      vchat: median(starts.map(({ startToShownMs }) => startToShownMs)),
      target: { is: "at most", value: windows ? 900 : 300 },
    }, {
      figure: `age of the first frame${what}`,
      unit: "ms",
      reference: originalMedian("first_frame_age_ms"),
      vchat: median(starts.map(({ ageMs }) => ageMs)),
      target: { is: "at most", value: 100 },
    }],
    details: { original, starts },
  };
}

async function startsOf(context: BenchContext, display: string | undefined): Promise<Start[]> {
  const { pyshine, runs, args, newFolder } = context;
  const port = freeBasePort();
  if (port === undefined) throw new Error("no four free ports in a row were found");
  const folder = await newFolder();
  const sources = await LiveSource.startTwo({ pyshine, folder, fps: FPS });
  const server = new VchatEnd("server", { folder, args: endArgs(port, sources[0].fifo, false, args) });
  const starts: Start[] = [];
  try {
    await server.expect("listening", COME_UP_MS);
    await server.expect("frame_captured", COME_UP_MS);
    const env: Record<string, string> = display === undefined ? {} : { DISPLAY: display };
    // All clients share one list of known peers. On a wire with codes only the first call needs one, and it does not count.
    env.XDG_STATE_HOME = `${folder}/client-state`;
    for (let run = 0; run <= runs; run++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const client = new VchatEnd("client", {
        folder: await newFolder(),
        args: [
          ...["--host", "127.0.0.1", ...(run === 0 ? server.pairingArgs() : [])],
          ...endArgs(port, sources[1].fifo, display !== undefined, args),
        ],
        env,
      });
      try {
        await client.expect("frame_shown", COME_UP_MS);
      } finally {
        await client.stop();
      }
      if (run > 0) starts.push(await startOf(client));
    }
  } finally {
    await Promise.all([...sources, server].map((process) => process.stop()));
  }
  return starts;
}

async function startOf(client: VchatEnd): Promise<Start> {
  const { events, stamps } = await endRecord(client);
  const first = events.find((event) => event.event === "frame_shown")!;
  const stamp = stamps[first.n];
  return { startToShownMs: first.t - client.startedMs, ageMs: stamp && first.t - stamp.madeMs };
}

function median(values: readonly (number | undefined)[]): number | undefined {
  return quantile(values.filter((value) => value !== undefined), 0.5);
}
