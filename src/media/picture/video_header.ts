/** What a frame of a video codec says of itself before it is decoded. */
export interface VideoHeader {
  /** Whether a decoder can begin with it. */
  readonly keyframe: boolean;
  /** Whether there is a picture to see after it. A hidden frame is only a reference of later ones. */
  readonly shown: boolean;
  /** In pixels. Always there for keyframes, and for others where they bring a size of their own. */
  readonly width?: number;
  readonly height?: number;
}

/** Why bytes are not a frame that a decoder is given. */
export type VideoFailure = "picture_malformed" | "picture_truncated" | "picture_too_large";
