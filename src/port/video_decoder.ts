import type { PredictiveCodec } from "./encoded_frame.ts";
import type { RawPicture } from "./raw_picture.ts";

/** I420 in BT.601, limited range, with even sides. */
export type DecodedPicture = Omit<RawPicture, "captureMs">;

/** Decodes the frames of one track, one at a time and in order. */
export interface VideoDecoder {
  /** The frame's picture. `undefined` if it has none, or cannot be decoded: then all until the next keyframe have none. */
  decode(frame: Uint8Array): Promise<DecodedPicture | undefined>;
  /** Settles when nothing of the decoder is left. What waits is not decoded. */
  close(): Promise<void>;
}

/** The decoders of a machine. */
export interface VideoDecoders {
  /** The codecs that it has decoders of. Never rejects. */
  readonly codecs: Promise<readonly PredictiveCodec[]>;
  open(codec: PredictiveCodec): VideoDecoder;
}
