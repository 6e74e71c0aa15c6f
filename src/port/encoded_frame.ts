/** How the frames of a track are encoded. */
export type Codec = "jpeg" | "vp8" | "vp9" | "av1" | "h264";

/** Those whose frames refer to earlier ones. */
export type PredictiveCodec = Exclude<Codec, "jpeg">;

/** What a track carries. */
export type MediaKind = "camera" | "screen";

/** Identifies a track among those that one end sends: 0 to 255. */
export type TrackId = number;

/** One camera or screen that an end sends. */
export interface MediaTrack {
  readonly id: TrackId;
  readonly kind: MediaKind;
  readonly codec: Codec;
}

/** One encoded picture. */
export interface EncodedFrame {
  readonly track: TrackId;
  /** Counts the frames of the source from 0, without gaps at the source. */
  readonly sequence: number;
  /** Whether it can be decoded without any other frame. Always true for `jpeg`. */
  readonly keyframe: boolean;
  /** The `sequence` of the frame that must be decoded before this one. Absent for keyframes. */
  readonly dependsOn?: number;
  /** When its last byte left the source, in milliseconds of the sender's clock. */
  readonly captureMs: number;
  /** The complete frame; for `jpeg` from SOI to EOI. Never changed once created. */
  readonly bytes: Uint8Array;
}
