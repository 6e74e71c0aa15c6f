import type { FigureRow } from "../bench/figure_row.ts";
import { quantile } from "../bench/quantile.ts";
import { COME_UP_MS, endArgs } from "../bench/vchat_call.ts";
import { VchatEnd } from "../bench/vchat_end.ts";
import { ClipCamera } from "./clip_camera.ts";
import { NetlabLink } from "./netlab_link.ts";
import { isCapturing } from "./network_call.ts";

const FPS = 30;
/** The hosts run nothing else, so any port is free. */
const PORT = 9699;
const DELAY_MS = 25;
/** A pause between two calls, so that nothing of the previous one is still running. */
const PAUSE_MS = 500;

export interface KnownStartOptions {
  readonly clip: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly runs: number;
}

/** One start of a client. */
export interface KnownStart {
  /** From the start of its process until its socket was open and it started to call. */
  readonly processMs: number;
  /** From then until its first frame was shown. */
  readonly firstFrameMs: number;
}

/** How long a client that knows the server needs to show its first frame, on a link with 25 ms each way. */
export async function measureKnownStarts({ clip, folder, runs }: KnownStartOptions): Promise<KnownStart[]> {
  const sources = await Promise.all(
    ["server", "client"].map((name) => ClipCamera.start({ clip, folder, name, framesPerSecond: FPS })),
  );
  const link = await NetlabLink.open(`0 delay=${DELAY_MS}\n`, folder);
  const open = (role: "server" | "client", folder: string, more: readonly string[]) => {
    const [host, source] = role === "server" ? [link.b, sources[0]] : [link.a, sources[1]];
    return new VchatEnd(role, {
      folder,
      through: ["ip", "netns", "exec", host.namespace],
      record: "mkv",
      args: endArgs(PORT, source.fifo, false, more),
      env: { XDG_STATE_HOME: `${folder}/../${role}-state` },
    });
  };
  const folderOf = async (name: string) => {
    await Deno.mkdir(`${folder}/${name}`);
    return `${folder}/${name}`;
  };
  const server = open("server", await folderOf("server"), []);
  const starts: KnownStart[] = [];
  try {
    await server.expect("listening", COME_UP_MS);
    await isCapturing(server);
    // The first call needs a code and does not count.
    for (let run = 0; run <= runs; run++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const code = run === 0 ? server.pairingArgs() : [];
      const client = open("client", await folderOf(`client${run}`), ["--host", link.b.address, ...code]);
      try {
        const calling = await client.expect("calling", COME_UP_MS);
        const shown = await client.expect("frame_shown", COME_UP_MS);
        if (run > 0) starts.push({ processMs: calling.t - client.startedMs, firstFrameMs: shown.t - calling.t });
      } finally {
        await client.stop();
      }
    }
  } finally {
    await Promise.all([...sources, server].map((process) => process.stop()));
    await link.close();
  }
  return starts;
}

export function knownStartRows(starts: readonly KnownStart[]): FigureRow[] {
  const ms = (value: (start: KnownStart) => number, q: number) => quantile(starts.map(value), q);
  const figure = `start with a known peer, delay=${DELAY_MS}: socket open to first frame`;
  const target = { is: "at most", value: Math.ceil(4 * DELAY_MS + 1000 / FPS) } as const;
  return [
    { figure, unit: "ms", vchat: ms(({ firstFrameMs }) => firstFrameMs, 0.5), target },
    { figure: `${figure}, slowest`, unit: "ms", vchat: ms(({ firstFrameMs }) => firstFrameMs, 1) },
    { figure: "process start to socket open", unit: "ms", vchat: ms(({ processMs }) => processMs, 0.5) },
  ];
}
