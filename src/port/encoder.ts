import type { Codec } from "./encoded_frame.ts";

/** Makes the frames of one track. */
export interface Encoder {
  /** The highest rate from now on, in kbit/s. `Infinity`: only the options limit the rate. */
  setRate(kbps: number): void;
  /** The largest frame from now on, at any rate. */
  limitFrame(maxBytes: number): void;
  /** Makes the next frame a keyframe. The receiver cannot show anything before one arrives. */
  requestKeyframe(): void;
  /** What it can make. JPEGs alone, if it does not say. */
  readonly codecs?: readonly Codec[];
  /**
   * Who the frames are for: what the peer decodes, or `undefined` without a peer. A JPEG camera makes frames all the time; others
   * begin with a keyframe of the best codec that both know. `isNew`: the rate of the link to it is not known yet.
   */
  setPeer?(codecs: readonly Codec[] | undefined, isNew?: boolean): void;
  /** The latest frame has left this end, or never will: the next one may be made. A JPEG camera does not wait for it. */
  frameLeft?(): void;
}
