import { libc } from "./libc.ts";

const O_RDONLY = 0, O_CLOEXEC = 0o2000000;
const CHUNK_BYTES = 16 * 1024;
/** More than any table that is read here. Of a machine with even more sockets, a part is read. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The text of a file under Linux's `/proc`, "" if it cannot be read. Deno reads those only for a program that may do
 * everything, so this asks the system's C library, which vchat may load as it loads the window's.
 */
export function readProcFile(path: string): string {
  const functions = Deno.build.os === "linux" ? libc() : undefined;
  if (!functions) return "";
  const file = functions.open(new TextEncoder().encode(path + "\0"), O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(CHUNK_BYTES);
  let text = "";
  while (text.length < LIMIT_BYTES) {
    const count = Number(functions.read(file, chunk, BigInt(chunk.length)));
    if (count <= 0) break;
    text += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
  functions.close(file);
  return text;
}
