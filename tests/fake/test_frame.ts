import { readVector } from "../vectors/read_vector.ts";
import type { EncodedFrame } from "../../src/port/encoded_frame.ts";

const recorded = readVector("plain/video-000.bin");
const JPEG = Uint8Array.fromBase64(new TextDecoder().decode(recorded));

/** A real JPEG of 400x300 pixels and about 19 kB. Each one is different: its number is in a comment segment. */
export function testFrame(sequence: number, captureMs = 0, paddingBytes = 0): EncodedFrame {
  const comment = new Uint8Array(4 + 4 + paddingBytes);
  comment.set([0xff, 0xfe]);
  const view = new DataView(comment.buffer);
  view.setUint16(2, 2 + 4 + paddingBytes);
  view.setUint32(4, sequence);
  const bytes = new Uint8Array(JPEG.length + comment.length);
  bytes.set(JPEG.subarray(0, 2));
  bytes.set(comment, 2);
  bytes.set(JPEG.subarray(2), 2 + comment.length);
  return { track: 0, bytes, sequence, captureMs, keyframe: true };
}

/** The number in a {@linkcode testFrame}. */
export function testFrameNumber(jpeg: Uint8Array): number {
  return new DataView(jpeg.buffer, jpeg.byteOffset).getUint32(6);
}
