import { readVector } from "./read_vector.ts";

const HEADER_BYTES = 32, FRAME_HEADER_BYTES = 12;

/** The frames of a recorded film in IVF, by its path below `tests/vectors`. */
export function readIvf(path: string): Uint8Array<ArrayBuffer>[] {
  const bytes = readVector(path);
  const view = new DataView(bytes.buffer);
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const start = at + FRAME_HEADER_BYTES;
    at = start + view.getUint32(at, true);
    frames.push(bytes.slice(start, at));
  }
  return frames;
}
