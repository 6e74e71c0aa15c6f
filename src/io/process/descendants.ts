/** `ps` answers in some 10 ms; on a machine that is this slow, those that left the group are not looked for. */
const LIMIT_MS = 1000;

/**
 * The processes that a process started, and that those started. Empty if they cannot be listed, because there is no `ps`.
 * A process whose parent has ended is not found.
 */
export async function descendants(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const [id, parent] of await processes()) {
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent)!.push(id);
  }
  const found: number[] = [];
  for (const waiting = [pid]; waiting.length > 0;) {
    const next = children.get(waiting.pop()!) ?? [];
    found.push(...next);
    waiting.push(...next);
  }
  return found;
}

/** All processes, each with the one that started it. */
async function processes(): Promise<[id: number, parent: number][]> {
  try {
    const { stdout } = await new Deno.Command("ps", {
      args: ["-A", "-o", "pid=", "-o", "ppid="],
      stdin: "null",
      stderr: "null",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const lines = new TextDecoder().decode(stdout).matchAll(/^ *(\d+) +(\d+) *$/gm);
    return Array.from(lines, ([, id, parent]) => [Number(id), Number(parent)]);
  } catch {
    return [];
  }
}
