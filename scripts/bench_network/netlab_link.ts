import { systemClock } from "../../src/io/clock/system_clock.ts";
import { spawn } from "../bench/spawn.ts";

const NETLAB = `${import.meta.dirname}/../../../shared/netlab/netlab`;

/** A network does not wait for other programs. */
const PUNCTUAL = ["-n", "-10"];

/** What the link did to the packets of one direction. */
export interface LinkCounters {
  /** `ab`: from the client to the server. */
  readonly direction: "ab" | "ba";
  readonly received: number;
  readonly delivered: number;
  readonly lost: number;
  /** Dropped because the queue of a link with a rate was full. */
  readonly overflowed: number;
  readonly blackout: number;
}

/** A host of the link: its network namespace and its address. */
export interface LinkHost {
  readonly namespace: string;
  readonly address: string;
}

/** Whether links can be simulated here: that needs `../shared/netlab`, root, and a compiler. */
export function canLink(): boolean {
  try {
    return Deno.statSync(NETLAB).isFile && Deno.uid() === 0;
  } catch {
    return false;
  }
}

/** Two hosts on this machine, connected by a simulated link until it is closed. */
export class NetlabLink {
  private constructor(
    readonly a: LinkHost,
    readonly b: LinkHost,
    /** When the schedule started, in epoch milliseconds, accurate to about ten. */
    readonly startedMs: number,
    private readonly process: Deno.ChildProcess,
  ) {}

  /** `schedule`: a line `SECOND SETTINGS` for each change. */
  static async open(schedule: string, folder: string): Promise<NetlabLink> {
    const file = `${folder}/schedule`;
    await Deno.writeTextFile(file, schedule);
    // The link exists while this command runs, which prints where the hosts are and then waits.
    const command = 'echo "$NS_A $IP_A $NS_B $IP_B"; read -r _';
    const process = spawn("nice", {
      args: [...PUNCTUAL, NETLAB, file, "--", "bash", "-c", command],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    let line = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      line += text;
      if (line.includes("\n")) break;
    }
    const [namespaceA, addressA, namespaceB, addressB] = line.trim().split(" ");
    if (addressB === undefined) throw new Error(`netlab: ${await new Response(process.stderr).text()}`);
    return new NetlabLink(
      { namespace: namespaceA, address: addressA },
      { namespace: namespaceB, address: addressB },
      startOfLink(namespaceA),
      process,
    );
  }

  /** Removes the link and the hosts, and returns the link's counters. */
  async close(): Promise<LinkCounters[]> {
    await this.process.stdin.close().catch(() => {});
    const said = await new Response(this.process.stderr).text();
    await this.process.status;
    return said.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }
}

/** proc(5): clock ticks since boot at which a process started, its 22nd field. */
const START_FIELD = 22;
const TICKS_A_SECOND = 100;

/** When the process that runs the link started, in epoch milliseconds. */
function startOfLink(namespace: string): number {
  const upSeconds = Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]);
  const bootMs = systemClock.epochMs() - upSeconds * 1000;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // `netlab NS_A DEV_A ...`: the link itself, not the script that starts it.
      const [, first, second] = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
      if (first !== namespace || second !== "tun0") continue;
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return bootMs + Number(fields[START_FIELD - 3]) * 1000 / TICKS_A_SECOND;
    } catch {
      // It has just ended.
    }
  }
  throw new Error("netlab: its link is not running");
}
