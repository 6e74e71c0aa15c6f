import type { LineFormat } from "../../session_slot.ts";

/** Stream 3: lines as one stream of bytes. PROTOCOL.md, "Text". */
export const STREAM_TEXT = 3;
/** Stream and offset. */
export const TEXT_HEADER_BYTES = 7;
/** Fits into the smallest packet that is sent. */
export const TEXT_SEGMENT_BYTES = 1100;
/** How far ahead of what has come in order a receiver takes bytes. */
export const TEXT_WINDOW_BYTES = 1024 * 1024;
/** Of one line, in UTF-8. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Lines that are not yet delivered: two of the longest, and then some. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Of them, however short: each is held by an object. */
export const MAX_UNDELIVERED_LINES = 10_000;

/** Bytes of the stream, from an offset up to another. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const UTF8 = new TextEncoder();

/** Lines are UTF-8. Those that wait for a session all have room in it, with the lengths that it adds. */
export const SEALED_LINES: LineFormat = { encodeLine, maxWaitingBytes: MAX_WAITING_BYTES / 2 };

/** A line in UTF-8; nothing when it is longer than the wire carries. */
function encodeLine(text: string): Uint8Array | undefined {
  if (text.length > MAX_TEXT_BYTES) return undefined;
  const utf8 = UTF8.encode(text);
  return utf8.length > MAX_TEXT_BYTES ? undefined : utf8;
}
