/** What makes the frames of one track. */
export interface Encoder {
  /** Stays within this rate from now on, in kbit/s; `Infinity`: within the options alone. */
  setRate(kbps: number): void;
  /** Makes no frame larger than this from now on, at any rate. */
  limitFrame(maxBytes: number): void;
  /** Makes the next frame a keyframe: the receiver can show nothing before one comes. */
  requestKeyframe(): void;
}
