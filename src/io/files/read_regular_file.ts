/**
 * The bytes of a file. A FIFO or a device would keep the program waiting, and is refused; `/dev/null` is empty. Throws Deno's
 * errors, and an Error that says what is there instead of a file, or that it is longer than `maxBytes`.
 */
export function readRegularFile(path: string, maxBytes: number): Uint8Array<ArrayBuffer> {
  const { isFile, isDirectory, size } = Deno.statSync(path);
  if (!isFile) {
    if (Deno.build.os !== "windows" && Deno.realPathSync(path) === "/dev/null") return new Uint8Array();
    throw new Error(isDirectory ? "it is a folder" : "it is no regular file");
  }
  if (size > maxBytes) throw new Error(`it is longer than ${maxBytes} bytes`);
  return Deno.readFileSync(path);
}
