// Constants of the wire.

/** Stream id [1] and offset [6], before the bytes of a segment. */
export const SEGMENT_HEADER_BYTES = 7;
/** How far beyond the bytes that it has delivered a receiver accepts others. */
export const RECEIVE_WINDOW_BYTES = 1024 * 1024;

// Tuned.

/** Bytes of the stream in one packet: fits into the smallest packet that a session sends. */
export const SEGMENT_BYTES = 1100;
/** The priority of pictures and sound. A stream above it sends before them; one below it sends after them. */
export const MEDIA_PRIORITY = 0;

/**
 * A reliable stream: bytes that arrive exactly once and in order. A session can carry several at the same time, each with
 * its own offsets, losses and acknowledgements. PROTOCOL.md, "Text".
 */
export interface ReliableStream {
  /** On the wire: the first byte of each of its packets' plaintext. */
  readonly id: number;
  /** Of two streams that could send now, the one with the higher priority does. */
  readonly priority: number;
  /** How much may be written that the peer has not acknowledged. */
  readonly maxBacklogBytes: number;
}

/** Bytes of a stream, from one offset up to another. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
