import { readProcFile } from "../process/proc_file.ts";

const LINUX_TABLES = ["/proc/net/udp", "/proc/net/udp6"];

/**
 * Datagrams that the kernel threw away since the socket at `localPort` was bound, because its receive buffer was full:
 * the last column of Linux's `/proc/net/udp`. 0 on systems that do not report it.
 */
export function readUdpOverflowCount(localPort: number): number {
  if (Deno.build.os !== "linux") return 0;
  let count = 0;
  for (const table of LINUX_TABLES) count += parseUdpOverflowCount(readProcFile(table), localPort);
  return count;
}

/** The drops column of every line of a `/proc/net/udp` table with this local port. */
export function parseUdpOverflowCount(table: string, localPort: number): number {
  const port = ":" + localPort.toString(16).toUpperCase().padStart(4, "0");
  let count = 0;
  for (const line of table.split("\n").slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1]?.endsWith(port)) count += Number(columns.at(-1)) || 0;
  }
  return count;
}
