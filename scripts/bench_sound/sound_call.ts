import type { CallEvent } from "../../src/call/call_event.ts";
import { freeBasePort } from "../../src/io/network/free_base_port.ts";
import type { Span } from "../bench/direction_figures.ts";
import { quantile } from "../bench/quantile.ts";
import { COME_UP_MS } from "../bench/vchat_call.ts";
import { VchatEnd } from "../bench/vchat_end.ts";
import { readHostUsage, spanUsage } from "../bench_network/host_usage.ts";
import { NetlabLink } from "../bench_network/netlab_link.ts";
import { heardDelays } from "./heard_delays.ts";
import { picturesApart } from "./pictures_apart.ts";
import { RecordedSound } from "./recorded_sound.ts";
import { SoundStage } from "./sound_stage.ts";

/** Hosts of a simulated link run nothing else, so any port is free there. */
const PORT = 9699;
/** Until the buffers have found their lengths: what arrived late at the start counts for 10 s. */
const WARM_MS = 12_000;
/** What was spoken last is still on its way. */
const LAST_WORDS_MS = 2000;
/** Louder than any noise in place of silence, as a sample. */
const AUDIBLE = 0.01;

export interface SoundCallOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** The link's settings for netlab; without them both ends are on this machine. */
  readonly settings?: string;
  readonly seconds: number;
  /** An X display, on which the client shows the server's test picture. Without it there is none. */
  readonly display?: string;
  /** Without sound, for what the rest costs. */
  readonly isSilent?: boolean;
}

/** What was measured of the server's sound at the client, and its picture. */
export interface SoundCallFigures {
  /** From microphone to loudspeaker, in milliseconds, of words of 0.4 s. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly words: number;
  /** What the client itself says, in milliseconds. */
  readonly toldMs?: number;
  /** The share of the time in which real sound was played, 0 to 1. */
  readonly realShare?: number;
  /** From the moment the client is in the call until something is heard, in milliseconds. */
  readonly firstMs?: number;
  /** How far pictures and the sound captured with them are apart, in milliseconds, in either direction: as in `picturesApart`. */
  readonly apartP95Ms?: number;
  /** CPU time of an end with all that it started, in seconds a second: the mean of both. */
  readonly cpu: number;
}

/** Runs a call in which both speak. */
export async function runSoundCall(options: SoundCallOptions): Promise<SoundCallFigures> {
  const { folder, settings, display, isSilent = false, seconds } = options;
  const stage = await SoundStage.open();
  const link = settings === undefined ? undefined : await NetlabLink.open(`0 ${settings} seed=1\n`, folder);
  const ends: VchatEnd[] = [];
  try {
    const port = link === undefined ? freeBasePort() : PORT;
    if (port === undefined) throw new Error("no four free ports in a row were found");
    const open = (role: "server" | "client", namespace: string | undefined, more: readonly string[]) => {
      const isShown = display !== undefined && role === "client";
      const end = new VchatEnd(role, {
        ...{ folder, record: "none" },
        through: namespace === undefined ? [] : ["ip", "netns", "exec", namespace],
        env: { ...stage.env, ...(isShown ? { DISPLAY: display } : {}) },
        args: [
          ...["--port", String(port), "--camera", display !== undefined && role === "server" ? "test" : "none"],
          ...isSilent ? ["--no-sound"] : stage.argsOf(role),
          ...isShown ? [] : ["--no-window"],
          ...more,
        ],
      });
      ends.push(end);
      return end;
    };
    const server = open("server", link?.b.namespace, ["--no-announce"]);
    await server.expect("listening", COME_UP_MS);
    if (!isSilent) await isRunning(server, "microphone");
    const host = link?.b.address ?? "127.0.0.1";
    const client = open("client", link?.a.namespace, ["--host", host, ...server.pairingArgs()]);
    const { t: connectedMs } = await client.expect("connected", COME_UP_MS);
    if (!isSilent) await isRunning(client, "speaker");
    if (display !== undefined) await client.expect("frame_shown", COME_UP_MS);
    await sleep(WARM_MS);
    const read = () => ends.map(({ pid }) => readHostUsage(pid));
    const before = read();
    await sleep(seconds * 1000);
    const after = read();
    await sleep(LAST_WORDS_MS);
    await Promise.all(ends.map((end) => end.stop()));
    const span = { fromMs: before[0].atMs, toMs: after[0].atMs };
    return {
      ...figuresOf(stage, client.log.events, span),
      firstMs: isSilent ? undefined : firstHeardAfter(stage.heard, connectedMs),
      cpu: before.reduce((sum, usage, at) => sum + spanUsage(usage, after[at]).cpu, 0) / ends.length,
    };
  } finally {
    await Promise.all(ends.map((end) => end.stop()));
    await link?.close();
    await stage.close();
  }
}

function figuresOf(
  { spoken, heard }: SoundStage,
  receiver: readonly CallEvent[],
  span: Span,
): Omit<SoundCallFigures, "firstMs" | "cpu"> {
  const words = heardDelays(spoken, heard, span);
  const delays = words.map(({ delayMs }) => delayMs);
  const apart = picturesApart(receiver, span).map(Math.abs);
  const stats = receiver.flatMap((event) =>
    event.event === "stats" && event.sound !== undefined && event.t >= span.fromMs && event.t < span.toMs
      ? [event.sound]
      : []
  );
  return {
    words: words.length,
    p50Ms: quantile(delays, 0.5),
    p95Ms: quantile(delays, 0.95),
    toldMs: quantile(stats.flatMap(({ mouth_to_ear_ms }) => mouth_to_ear_ms ?? []), 0.5),
    realShare: stats.length === 0
      ? undefined
      : 1 - stats.reduce((sum, { concealed }) => sum + concealed, 0) / stats.length,
    apartP95Ms: quantile(apart, 0.95),
  };
}

function firstHeardAfter(heard: RecordedSound, afterMs: number): number | undefined {
  const { samples } = heard;
  // The time of each sample is looked up only if it is audible.
  for (let n = 0; n < samples.length; n++) {
    if (Math.abs(samples[n]) < AUDIBLE) continue;
    const atMs = heard.timeMs(n);
    if (atMs >= afterMs) return atMs - afterMs;
  }
  return undefined;
}

/** Waits until a sound device of an end works. */
async function isRunning(end: VchatEnd, device: "microphone" | "speaker"): Promise<void> {
  const isIt = (event: CallEvent) => event.event === "audio" && event.device === device && event.state === "running";
  if (await end.log.find(isIt, COME_UP_MS) === undefined) {
    throw new Error(`the ${device} of the ${end.role} did not run within ${COME_UP_MS} ms`);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
