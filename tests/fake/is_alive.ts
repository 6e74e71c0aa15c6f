/** Whether a process runs. A zombie does not: its parent has yet to hear of it, which takes some parents seconds. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`${pid} is no process of a test`);
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).outputSync();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}
