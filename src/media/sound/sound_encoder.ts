/** Encodes the sound of one microphone, frame by frame. */
export interface SoundEncoder {
  /** How much later a sound is in what a decoder makes of the packets than in the samples, in milliseconds. */
  readonly delayMs: number;
  /** Encodes 480 or 960 samples, -1 to 1. `undefined`: there has been silence for a while, and nothing is to be sent. */
  encode(samples: Float32Array): Uint8Array | undefined;
  setBitrate(bitsPerSecond: number): void;
  /** The share of packets that is expected to be lost, in percent. */
  setLoss(percent: number): void;
}
