import { Buffer } from "node:buffer";

/** The plaintext of a packet of a reliable stream, as PROTOCOL.md says. */
export function segmentPacket(offset: number, bytes: Uint8Array, id = 3): Buffer {
  const header = Buffer.alloc(7);
  header[0] = id;
  header.writeUIntBE(offset, 1, 6);
  return Buffer.concat([header, bytes]);
}

/** A line as it is written to its stream. */
export function lineRecord(text: string): Buffer {
  const utf8 = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(utf8.length);
  return Buffer.concat([length, utf8]);
}
