/** The resources that a process and all its descendants use. */
export interface TreeUsage {
  /** CPU time since the start of each process, user and system, with that of its children that have ended. */
  readonly cpuMs: number;
  /** Resident memory. A page shared by several processes counts for each of them. */
  readonly rssBytes: number;
  /** Proportional set size: a shared page counts in part for each process. */
  readonly pssBytes: number;
  /** The same by program name. The root is called `main`, because the window runs the same program. */
  readonly byProgram: ReadonlyMap<string, ProcessUsage>;
}

export type ProcessUsage = Pick<TreeUsage, "cpuMs" | "rssBytes" | "pssBytes">;

interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  readonly cpuMs: number;
}

/** Linux's clock tick in `/proc`: 100 per second everywhere except on some old Alphas. */
const TICK_MS = 10;
const ROOT_NAME = "main";

/** Reads Linux's `/proc`, which Deno allows only with `--allow-all`. */
export function readTreeUsage(root: number): TreeUsage {
  const stats = new Map<number, ProcessStat>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) stats.set(Number(name), stat);
  }
  const byProgram = new Map<string, ProcessUsage>();
  const total = { cpuMs: 0, rssBytes: 0, pssBytes: 0 };
  for (const pid of treeOf(root, stats)) {
    const { name: program, cpuMs } = stats.get(pid)!;
    const name = pid === root ? ROOT_NAME : program;
    const usage = { cpuMs, ...readMemory(pid) };
    const sum = byProgram.get(name) ?? { cpuMs: 0, rssBytes: 0, pssBytes: 0 };
    byProgram.set(name, add(sum, usage));
    Object.assign(total, add(total, usage));
  }
  return { ...total, byProgram };
}

function treeOf(root: number, stats: ReadonlyMap<number, ProcessStat>): number[] {
  const tree = stats.has(root) ? [root] : [];
  for (let at = 0; at < tree.length; at++) {
    for (const [pid, { parent }] of stats) if (parent === tree[at]) tree.push(pid);
  }
  return tree;
}

/** `undefined` for a process that has ended. */
function readStat(pid: number): ProcessStat | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const end = text.lastIndexOf(")");
    // proc(5): the fields after the name. The first is `state`, field 3.
    const fields = text.slice(end + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3]);
    return {
      name: text.slice(text.indexOf("(") + 1, end),
      parent: field(4),
      cpuMs: (field(14) + field(15) + field(16) + field(17)) * TICK_MS,
    };
  } catch {
    return undefined;
  }
}

function readMemory(pid: number): { rssBytes: number; pssBytes: number } {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
    const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
    return { rssBytes: bytes("Rss"), pssBytes: bytes("Pss") };
  } catch {
    return { rssBytes: 0, pssBytes: 0 };
  }
}

function add(one: ProcessUsage, other: ProcessUsage): ProcessUsage {
  return {
    cpuMs: one.cpuMs + other.cpuMs,
    rssBytes: one.rssBytes + other.rssBytes,
    pssBytes: one.pssBytes + other.pssBytes,
  };
}
