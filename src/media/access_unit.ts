/** How an access unit is encoded. */
export type Codec = "jpeg";

/** One encoded picture (RFC 3550's and H.264's term). */
export interface AccessUnit {
  /** The whole picture; for `jpeg` from SOI to EOI. Never changed after it was made. */
  readonly bytes: Uint8Array;
  readonly codec: Codec;
  /** Number of the picture since its source began, from 0, without gaps at the source. */
  readonly sequence: number;
  /** When its last byte left the source, in milliseconds of the capturing end's clock. */
  readonly captureMs: number;
  /** Whether it can be decoded without any other. Always true for `jpeg`. */
  readonly keyframe: boolean;
}
