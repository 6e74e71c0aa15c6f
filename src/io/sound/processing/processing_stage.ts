/** A library that processes sound, 10 ms at a time: mono, 48 kHz, 480 samples from -1 to 1. */
export interface ProcessingStage {
  /** How much later a sound is in what {@linkcode clean} returns than in what it gets, in milliseconds. */
  readonly delayMs: number;
  /** Takes note of samples that are played. */
  play(far: Float32Array): void;
  /** Cleans samples of the microphone. The array that it returns is valid until the next call. */
  clean(near: Float32Array): Float32Array;
  /** How long after {@linkcode play} an echo comes. */
  setDelayMs(delayMs: number): void;
  /** Frees its memory. Called once, as the last. */
  close(): void;
}
