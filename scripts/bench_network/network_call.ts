import { freeBasePort } from "../../src/io/network/free_base_port.ts";
import { systemClock } from "../../src/io/clock/system_clock.ts";
import type { CallEvent, DropCounts } from "../../src/call/call_event.ts";
import type { Span } from "../bench/direction_figures.ts";
import { COME_UP_MS, endArgs } from "../bench/vchat_call.ts";
import { VchatEnd } from "../bench/vchat_end.ts";
import { BulkFlow } from "./bulk_flow.ts";
import { ClipCamera } from "./clip_camera.ts";
import { type ClipFigures, clipFigures } from "./clip_figures.ts";
import { type HostUsage, readHostUsage, type SpanUsage, spanUsage } from "./host_usage.ts";
import { type LinkCounters, NetlabLink } from "./netlab_link.ts";
import type { NetworkRow } from "./network_row.ts";
import { recordedPictures } from "./recorded_pictures.ts";
import { type TextFigures, TypedTexts } from "./typed_texts.ts";

const FPS = 30;
/** Hosts of a simulated link run nothing else, so any port is free there. */
const PORT = 9699;
const WARM_SECONDS = 2;
/** After an outage, likewise. */
const RETURN_SECONDS = 2;
/** Frames that are still on their way count as shown. */
const LAST_FRAMES_MS = 1500;
/** Time for the last texts to arrive: on a bad link TCP may wait for long. */
const LAST_TEXTS_MS = 15_000;

export interface NetworkCallOptions {
  /** A folder of its own. */
  readonly folder: string;
  readonly row: NetworkRow;
  readonly seed: number;
  /** How long the link exists. */
  readonly seconds: number;
  /** A YUV4MPEG2 file with 4:2:0. */
  readonly clip: string;
  /** Whether the client sends pictures too. */
  readonly bothWays: boolean;
  /** Additional arguments for both ends. */
  readonly args: readonly string[];
}

/** One direction of a call over a bad network. */
export interface NetworkDirection {
  readonly way: "server to client" | "client to server";
  readonly frames: ClipFigures;
  readonly texts: TextFigures;
  /** From the client's first packet until the first frame is shown. */
  readonly firstFrameMs?: number;
  readonly sender?: SpanUsage;
  readonly receiver?: SpanUsage;
  /** From the end of an outage to the first frame shown after it; `undefined` if there was no outage, or no frame. */
  readonly returnMs?: number;
  /** What a bulk flow beside the call got. */
  readonly bulkKbps?: number;
  /** Of the whole call, by direction and reason: what the sender dropped on the way out, and the receiver on the way in. */
  readonly drops: { readonly out: DropCounts; readonly in: DropCounts };
  readonly link?: LinkCounters;
}

/** What a call needs on both sides, and what is to be ended after it. */
interface Stage {
  readonly link?: NetlabLink;
  readonly cameras: ClipCamera[];
  readonly ends: VchatEnd[];
  bulk?: BulkFlow;
}

/**
 * Runs a call between two hosts on the network of `row`, the client at end A of the link, the server at B; or on this machine.
 * The server's direction comes first, and alone if the client sends no pictures.
 */
export async function runNetworkCall(options: NetworkCallOptions): Promise<NetworkDirection[]> {
  const { row, folder, bothWays } = options;
  const schedule = row.schedule?.(options.seed).map(([second, settings], at) =>
    `${second} ${settings}${at === 0 ? ` seed=${options.seed}` : ""}\n`
  ).join("");
  const stage: Stage = {
    link: schedule === undefined ? undefined : await NetlabLink.open(schedule, folder),
    cameras: [],
    ends: [],
  };
  let counters: LinkCounters[] | undefined;
  try {
    const call = await holdCall(options, stage);
    counters = await stage.link?.close() ?? [];
    const directions = [await directionOf("server to client", { options, stage, call, counters })];
    if (bothWays) directions.push(await directionOf("client to server", { options, stage, call, counters }));
    return directions;
  } finally {
    await Promise.all([...stage.cameras, ...stage.ends].map((process) => process.stop()));
    await stage.bulk?.stop();
    if (counters === undefined) await stage.link?.close();
  }
}

interface HeldCall {
  readonly span: Span;
  /** Of the server and the client, at the start and at the end of the span. */
  readonly usage: readonly SpanUsage[];
  readonly texts: readonly TypedTexts[];
}

/** The call from the start of its ends to their end. */
async function holdCall(options: NetworkCallOptions, stage: Stage): Promise<HeldCall> {
  const { folder, clip, seconds, bothWays, row } = options;
  const { link, ends, cameras } = stage;
  const port = link === undefined ? freeBasePort() : PORT;
  if (port === undefined) throw new Error("no four free ports in a row were found");
  const startMs = link?.startedMs ?? systemClock.epochMs();
  const open = async (role: "server" | "client", namespace: string | undefined, more: readonly string[]) => {
    let camera = "none";
    if (role === "server" || bothWays) {
      cameras.push(await ClipCamera.start({ clip, folder, name: role, framesPerSecond: FPS }));
      camera = cameras.at(-1)!.fifo;
    }
    const through = namespace === undefined ? [] : ["ip", "netns", "exec", namespace];
    const args = endArgs(port, camera, false, [...options.args, ...more]);
    const end = new VchatEnd(role, { folder, through, args, record: "mkv" });
    ends.push(end);
    return end;
  };
  const server = await open("server", link?.b.namespace, []);
  await server.expect("listening", COME_UP_MS);
  await isCapturing(server);
  if (row.bulkFlow && link !== undefined) stage.bulk = await BulkFlow.start(link, folder);
  const host = link?.b.address ?? "127.0.0.1";
  const client = await open("client", link?.a.namespace, ["--host", host, ...server.pairingArgs()]);
  for (const end of ends) await end.expect("connected", COME_UP_MS);
  const texts = [new TypedTexts(server, client), new TypedTexts(client, server)];
  texts.forEach((way) => way.start());
  for (const end of bothWays ? ends : [client]) await end.expect("frame_shown", COME_UP_MS);
  await sleep((row.warmSeconds ?? WARM_SECONDS) * 1000);
  const read = () => ends.map(({ pid }) => readHostUsage(pid));
  const before = read();
  await sleep(startMs + seconds * 1000 - systemClock.epochMs());
  const after = read();
  await sleep(LAST_FRAMES_MS);
  await Promise.all(texts.map((way) => way.stop(LAST_TEXTS_MS)));
  await Promise.all(ends.map((end) => end.stop()));
  return {
    span: { fromMs: before[0].atMs, toMs: after[0].atMs },
    usage: before.map((usage: HostUsage, at) => spanUsage(usage, after[at])),
    texts,
  };
}

/** Waits for the first picture of an end's camera. */
export async function isCapturing(end: VchatEnd): Promise<void> {
  const isRunning = (event: CallEvent) => event.event === "camera" && event.state === "running";
  if (await end.log.find(isRunning, COME_UP_MS)) return;
  throw new Error(`the camera of the ${end.role} gave no picture within ${COME_UP_MS} ms`);
}

interface Held {
  readonly options: NetworkCallOptions;
  readonly stage: Stage;
  readonly call: HeldCall;
  readonly counters: readonly LinkCounters[];
}

async function directionOf(way: NetworkDirection["way"], held: Held): Promise<NetworkDirection> {
  const { options: { row, clip }, stage: { link, cameras, ends, bulk }, call, counters } = held;
  const from = way === "server to client" ? 0 : 1, to = 1 - from;
  const outage = row.outageSeconds?.map((second) => link!.startedMs + second * 1000);
  const events = ends[to].log.events;
  const calling = ends[1].log.events.find(({ event }) => event === "calling");
  const frames = clipFigures(
    {
      handedOverMs: await cameras[from].handedOverMs(),
      sender: ends[from].log.events,
      receiver: events,
      pictures: await recordedPictures(ends[to].recording, clip),
    },
    ...outage === undefined ? [call.span] : aroundOutage(call.span, outage),
  );
  const bulkKbps = from === 0 ? await bulk?.kbps(call.span) : undefined;
  return {
    way,
    frames,
    texts: call.texts[from].figures(),
    firstFrameMs: firstShownAfter(events, calling?.t),
    sender: withoutBulk(call.usage[from], bulkKbps),
    receiver: call.usage[to],
    returnMs: firstShownAfter(events, outage?.[1]),
    bulkKbps,
    drops: { out: lastDrops(ends[from].log.events, "out"), in: lastDrops(events, "in") },
    link: counters.find(({ direction }) => direction === (from === 0 ? "ba" : "ab")),
  };
}

/** A full packet of the flow has 1448 bytes of data and 52 of headers. */
const BULK_PACKET_RATIO = 1500 / 1448;

function withoutBulk(usage: SpanUsage, bulkKbps = 0): SpanUsage {
  const { wireKbps } = usage;
  return { ...usage, wireKbps: wireKbps === undefined ? undefined : wireKbps - bulkKbps * BULK_PACKET_RATIO };
}

function aroundOutage({ fromMs, toMs }: Span, [beginMs, endMs]: readonly number[]): Span[] {
  return [{ fromMs, toMs: beginMs }, { fromMs: endMs + RETURN_SECONDS * 1000, toMs }].filter(({ fromMs, toMs }) =>
    toMs > fromMs
  );
}

function firstShownAfter(events: readonly CallEvent[], ms: number | undefined): number | undefined {
  if (ms === undefined) return undefined;
  const first = events.find(({ event, t }) => event === "frame_shown" && t >= ms);
  return first && first.t - ms;
}

function lastDrops(events: readonly CallEvent[], direction: "in" | "out"): DropCounts {
  const last = events.findLast((event) => event.event === "stats");
  return last === undefined ? {} : last.drops[direction];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
