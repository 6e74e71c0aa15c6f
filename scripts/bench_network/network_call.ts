import { systemClock } from "../../src/io/clock/system_clock.ts";
import { type DirectionFigures, directionFigures, type EndRecord } from "../bench/direction_figures.ts";
import { LiveSource } from "../bench/live_source.ts";
import { COME_UP_MS, endArgs, endRecord } from "../bench/vchat_call.ts";
import { VchatEnd } from "../bench/vchat_end.ts";
import { type LinkCounters, type LinkHost, NetlabLink } from "./netlab_link.ts";
import type { NetworkRow } from "./network_row.ts";
import { type TextFigures, TypedTexts } from "./typed_texts.ts";

const FPS = 30;
/** The hosts run nothing else, so any port is free. */
const PORT = 9699;
/** How long a call may take to start and to find its rate before it is measured. */
const WARM_SECONDS = 3;
/** Time for the last texts to arrive: on a bad link TCP may wait for long. */
const LAST_TEXTS_MS = 15_000;

export interface NetworkCallOptions {
  readonly pyshine: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly row: NetworkRow;
  readonly seed: number;
  /** How long the link exists. */
  readonly seconds: number;
  /** Additional arguments for both ends. */
  readonly args: readonly string[];
}

/** One direction of a call over a bad network. */
export interface NetworkDirection {
  readonly way: "server to client" | "client to server";
  readonly frames: DirectionFigures;
  readonly texts: TextFigures;
  /** From the end of an outage to the first frame shown after it; `undefined` if there was no outage, or no frame. */
  readonly returnMs?: number;
  readonly link?: LinkCounters;
}

/** Runs a call between two hosts on the network of `row`: the client at end A of the link, the server at B. */
export async function runNetworkCall(options: NetworkCallOptions): Promise<NetworkDirection[]> {
  const { row, seed, folder, pyshine, seconds } = options;
  const sources = await LiveSource.startTwo({ pyshine, folder, fps: FPS });
  const schedule = row.schedule.map(([second, settings], at) =>
    `${second} ${settings}${at === 0 ? ` seed=${seed}` : ""}\n`
  ).join("");
  const link = await NetlabLink.open(schedule, folder);
  const ends: VchatEnd[] = [];
  let counters: LinkCounters[] = [];
  const open = (role: "server" | "client", host: LinkHost, more: readonly string[]) => {
    const end = new VchatEnd(role, {
      folder,
      through: ["ip", "netns", "exec", host.namespace],
      args: endArgs(PORT, sources[ends.length].fifo, false, [...options.args, ...more]),
    });
    ends.push(end);
    return end;
  };
  try {
    const server = open("server", link.b, []);
    await server.expect("listening", COME_UP_MS);
    const client = open("client", link.a, ["--host", link.b.address, ...server.pairingArgs()]);
    for (const end of ends) await end.expect("connected", COME_UP_MS);
    const texts = [new TypedTexts(server, client), new TypedTexts(client, server)];
    texts.forEach((way) => way.start());
    await sleep(link.startedMs + seconds * 1000 - systemClock.epochMs());
    await Promise.all(texts.map((way) => way.stop(LAST_TEXTS_MS)));
    await Promise.all(ends.map((end) => end.stop()));
    counters = await link.close();
    const counted = (row.countedSeconds ?? [[WARM_SECONDS, seconds]]).map(([from, to]) => ({
      fromMs: link.startedMs + from * 1000,
      toMs: link.startedMs + to * 1000,
    }));
    const returnedMs = row.returnsAtSecond === undefined ? undefined : link.startedMs + row.returnsAtSecond * 1000;
    const [serverRecord, clientRecord] = await Promise.all(ends.map(endRecord));
    const direction = (sender: EndRecord, receiver: EndRecord, way: NetworkDirection["way"]): NetworkDirection => ({
      way,
      frames: directionFigures(sender, receiver, ...counted),
      texts: texts[way === "server to client" ? 0 : 1].figures(),
      returnMs: returnedMs === undefined ? undefined : firstShownAfter(receiver, returnedMs),
      link: counters.find(({ direction }) => direction === (way === "server to client" ? "ba" : "ab")),
    });
    return [
      direction(serverRecord, clientRecord, "server to client"),
      direction(clientRecord, serverRecord, "client to server"),
    ];
  } finally {
    await Promise.all([...sources, ...ends].map((process) => process.stop()));
    if (counters.length === 0) await link.close();
  }
}

function firstShownAfter({ events }: EndRecord, ms: number): number | undefined {
  const first = events.find(({ event, t }) => event === "frame_shown" && t >= ms);
  return first && first.t - ms;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
