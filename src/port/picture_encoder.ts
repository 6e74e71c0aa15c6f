import type { PredictiveCodec } from "./encoded_frame.ts";
import type { RawPicture } from "./raw_picture.ts";

/** What one frame should be like. */
export interface FrameOrder {
  /** Its average size, unless it is a keyframe. */
  readonly bits: number;
  readonly keyframe: boolean;
}

/** What an encoder made of one picture. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
}

/** What an encoder has used since this was first asked. */
export interface EncoderUsage {
  readonly frames: number;
  /** The sum of the times from a picture to its frame. */
  readonly waitedMs: number;
  /** `undefined` where the system does not tell it. */
  readonly cpuMs?: number;
}

/** Encodes pictures of one size with one predictive codec, each to one frame, in the same order. */
export interface PictureEncoder {
  encode(picture: RawPicture, order: FrameOrder): void;
  /** Whether its frames keep the size that it was opened with, whatever is ordered. For another size, another one is needed. */
  readonly keepsSize?: boolean;
  /** `undefined` before its first frame. */
  usage?(): EncoderUsage | undefined;
  /** Settles when its subprocess has ended. No frame comes after this. */
  close(): Promise<void>;
}

export interface PictureEncoderOptions {
  readonly codec: PredictiveCodec;
  /** The size of the pictures that it gets, and of the frames that it makes, in pixels. */
  readonly source: { readonly width: number; readonly height: number };
  readonly width: number;
  readonly height: number;
  /** The average size of a frame, of an encoder that {@linkcode PictureEncoder.keepsSize}. */
  readonly bits: number;
  /** A screen has sharp edges, and does not change for seconds. */
  readonly kind: "camera" | "screen";
  onFrame(frame: EncodedPicture): void;
  /** No more frames will come. For people: what happened, and what to do. */
  onFailed(message: string, hint: string): void;
}

export type OpenPictureEncoder = (options: PictureEncoderOptions) => PictureEncoder;
