/** The bytes of a recorded vector, by its path below `tests/vectors`. */
export function readVector(path: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(path, import.meta.url));
}
