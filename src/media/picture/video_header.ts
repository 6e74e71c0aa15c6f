/** What a frame of a video codec says about itself before it is decoded. */
export interface VideoHeader {
  /** Whether a decoder can start with it. */
  readonly keyframe: boolean;
  /** Whether it has a picture to show. A hidden frame is only a reference for later ones. */
  readonly shown: boolean;
  /** In pixels. Keyframes always have it; other frames only if they have a size of their own. */
  readonly width?: number;
  readonly height?: number;
}

/** Why bytes are not given to a decoder. */
export type VideoFailure = "picture_malformed" | "picture_truncated" | "picture_too_large";
