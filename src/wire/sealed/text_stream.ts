/** Stream 3: lines as one stream of bytes. PROTOCOL.md, "Text". */
export const STREAM_TEXT = 3;
/** Stream and offset. */
export const TEXT_HEADER_BYTES = 7;
/** Fits into the smallest packet that is sent. */
export const TEXT_SEGMENT_BYTES = 1100;
/** How far ahead of what has come in order a receiver takes bytes. */
export const TEXT_WINDOW_BYTES = 65_536;
/** Of one line, in UTF-8. */
export const MAX_TEXT_BYTES = 65_536;
