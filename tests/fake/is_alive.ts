/** Whether a process runs. A zombie does not: it has ended, but some parents take seconds to notice. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`${pid} is no process of a test`);
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).outputSync();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}
