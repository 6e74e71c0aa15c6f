/** Makes the frames of one track. */
export interface Encoder {
  /** The highest rate from now on, in kbit/s. `Infinity`: only the options limit the rate. */
  setRate(kbps: number): void;
  /** The largest frame from now on, at any rate. */
  limitFrame(maxBytes: number): void;
  /** Makes the next frame a keyframe. The receiver cannot show anything before one arrives. */
  requestKeyframe(): void;
}
