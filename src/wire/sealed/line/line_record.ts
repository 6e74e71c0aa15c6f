import { Buffer } from "node:buffer";
import type { LineFormat } from "../../session_slot.ts";
import type { ReliableStream } from "../stream/reliable_stream.ts";

/** The length field before each line of the stream. It counts the bytes of the line's UTF-8. */
export const LENGTH_BYTES = 4;
/** The longest line, in UTF-8. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** How many lines may be undelivered, however short they are: each costs memory in addition to its bytes. */
export const MAX_UNDELIVERED_LINES = 10_000;

/** The stream of the lines. A typed line does not wait for pictures. The backlog has room for a few of the longest lines. */
export const TEXT_STREAM: ReliableStream = { id: 3, priority: 1, maxBacklogBytes: 16 * 1024 * 1024 };

/** Lines are UTF-8. All that wait for a session fit into its stream's backlog, including their length fields. */
export const SEALED_LINES: LineFormat = { encodeLine, maxWaitingBytes: TEXT_STREAM.maxBacklogBytes / 2 };

const UTF8 = new TextEncoder();

/** A line in UTF-8; `undefined` if it is longer than the wire carries. */
function encodeLine(text: string): Uint8Array | undefined {
  if (text.length > MAX_LINE_BYTES) return undefined;
  const utf8 = UTF8.encode(text);
  return utf8.length > MAX_LINE_BYTES ? undefined : utf8;
}

/** The bytes of a line in the stream. */
export function lineRecord(utf8: Uint8Array): Uint8Array {
  const record = Buffer.allocUnsafe(LENGTH_BYTES + utf8.length);
  record.writeUInt32BE(utf8.length, 0);
  record.set(utf8, LENGTH_BYTES);
  return record;
}
