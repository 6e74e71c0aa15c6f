import { libc } from "../process/libc.ts";

const STDOUT = 1;
const F_GETFL = 3;
const O_NONBLOCK = Deno.build.os === "darwin" ? 0x4 : 0x800;
const POLLOUT = 4;
/** How many times a write is tried if `poll` says each time that there is room after all. Then Deno reports the error. */
const TRIES = 3;

/**
 * Writes to standard output as `Deno.stdout.write` does, and reports correctly how much was written if another program has made
 * it non-blocking. In that case Deno keeps a part of the data in a buffer and still reports EAGAIN, so that a second attempt would
 * write it twice. Rejects with `WouldBlock` if nothing was taken because there is no room.
 */
export async function writeStdout(bytes: Uint8Array): Promise<number> {
  return writtenAtOnce(bytes) ?? await Deno.stdout.write(bytes);
}

/** The same, for a program that waits. */
export function writeStdoutSync(bytes: Uint8Array): number {
  return writtenAtOnce(bytes) ?? Deno.stdout.writeSync(bytes);
}

/** How much a non-blocking standard output accepted. `undefined` if it blocks, or if Deno is to report the error. */
function writtenAtOnce(bytes: Uint8Array): number | undefined {
  const system = libc();
  if (!system || bytes.length === 0) return undefined;
  const flags = system.fcntl(STDOUT, F_GETFL);
  if (flags < 0 || !(flags & O_NONBLOCK)) return undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const count = Number(system.write(STDOUT, bytes as Uint8Array<ArrayBuffer>, BigInt(bytes.length)));
    if (count >= 0) return count;
    // struct pollfd: int fd; short events; short revents.
    const poll = new DataView(new ArrayBuffer(8));
    poll.setInt32(0, STDOUT, true);
    poll.setInt16(4, POLLOUT, true);
    const ready = system.poll(new Uint8Array(poll.buffer), 1n, 0);
    if (ready === 0) throw new Deno.errors.WouldBlock("standard output is full");
    if (ready < 0 || poll.getInt16(6, true) !== POLLOUT) return undefined;
  }
  return undefined;
}
