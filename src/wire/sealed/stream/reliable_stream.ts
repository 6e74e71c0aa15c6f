// Part of the wire.

/** Stream id [1] and offset [6], before the bytes of a segment. */
export const SEGMENT_HEADER_BYTES = 7;
/** How many bytes beyond the delivered ones a receiver accepts. */
export const RECEIVE_WINDOW_BYTES = 1024 * 1024;

// Tuned.

/** The largest segment. It fits into the packets with which a session begins. */
export const SEGMENT_BYTES = 1100;
/** The priority of pictures and sound. A stream above it sends before them; one below it sends after them. */
export const MEDIA_PRIORITY = 0;

/**
 * A reliable stream: bytes that arrive exactly once and in order. A session can have several, each with its own offsets, losses and
 * acknowledgements. PROTOCOL.md, "Text".
 */
export interface ReliableStream {
  /** The first byte of the plaintext of each of its packets. */
  readonly id: number;
  /** Of two streams that could send now, the one with the higher priority sends. */
  readonly priority: number;
  /** The largest backlog. */
  readonly maxBacklogBytes: number;
}

/** Bytes of a stream, from one offset up to another. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
