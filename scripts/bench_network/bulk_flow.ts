import { systemClock } from "../../src/io/clock/system_clock.ts";
import type { Span } from "../bench/direction_figures.ts";
import { spawn } from "../bench/spawn.ts";
import type { NetlabLink } from "./netlab_link.ts";

const SELF = import.meta.filename!;
const PORT = 5001;
const CHUNK_BYTES = 64 * 1024;
const COME_UP_MS = 10_000, POLL_MS = 100;

/** A TCP connection of the kernel's that sends as much as it can from host B to host A, as a download does beside a call. */
export class BulkFlow {
  readonly #progress: string;
  readonly #processes: Deno.ChildProcess[];

  private constructor(progress: string, processes: Deno.ChildProcess[]) {
    this.#progress = progress;
    this.#processes = processes;
  }

  /** `folder`: for a file. */
  static async start(link: NetlabLink, folder: string): Promise<BulkFlow> {
    const progress = `${folder}/bulk_flow`;
    const run = (namespace: string, ...args: string[]) =>
      spawn("ip", {
        args: ["netns", "exec", namespace, Deno.execPath(), "run", "-q", "--allow-all", SELF, ...args],
        stdin: "null",
        stdout: "null",
      });
    const flow = new BulkFlow(progress, [run(link.a.namespace, "receive", link.a.address, progress)]);
    for (const giveUpMs = performance.now() + COME_UP_MS; performance.now() < giveUpMs;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (await Deno.stat(progress).then(() => true, () => false)) break;
    }
    flow.#processes.push(run(link.b.namespace, "send", link.a.address));
    return flow;
  }

  /** What arrived within a span. */
  async kbps({ fromMs, toMs }: Span): Promise<number> {
    const lines = (await Deno.readTextFile(this.#progress)).split("\n").slice(0, -1);
    const points = lines.map((line) => line.split(" ").map(Number)).filter(([ms]) => ms >= fromMs && ms < toMs);
    if (points.length < 2) return 0;
    const [[firstMs, firstBytes], [lastMs, lastBytes]] = [points[0], points.at(-1)!];
    return (lastBytes - firstBytes) * 8 / (lastMs - firstMs);
  }

  async stop(): Promise<void> {
    for (const process of this.#processes) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has already ended.
      }
      await process.status;
    }
  }
}

/** `receive ADDRESS FILE`: adds a line `MS BYTES` to the file for what came, about every 100 ms. */
async function receive(hostname: string, file: string): Promise<void> {
  const listener = Deno.listen({ hostname, port: PORT });
  const log = Deno.openSync(file, { create: true, append: true });
  const encoder = new TextEncoder();
  let total = 0, saidMs = 0;
  for await (const bytes of (await listener.accept()).readable) {
    total += bytes.length;
    const nowMs = systemClock.epochMs();
    if (nowMs < saidMs + POLL_MS) continue;
    saidMs = nowMs;
    log.writeSync(encoder.encode(`${nowMs} ${total}\n`));
  }
}

/** `send ADDRESS` */
async function send(hostname: string): Promise<void> {
  const connection = await Deno.connect({ hostname, port: PORT });
  for (const bytes = new Uint8Array(CHUNK_BYTES);;) await connection.write(bytes);
}

if (import.meta.main) {
  const [what, hostname, file] = Deno.args;
  if (what === "receive") await receive(hostname, file);
  else await send(hostname);
}
