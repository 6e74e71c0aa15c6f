/** Takes the echo of the loudspeaker out of the sound of a microphone, and what else a person does not want to hear. */
export interface SoundProcessor {
  /** How much later a sound is in what {@linkcode processCapture} returns than in what it gets, in milliseconds. */
  readonly delayMs: number;
  /** Takes note of 480 samples that are given to the loudspeaker. In the order in which they are heard, without gaps. */
  processPlayed(far: Float32Array): void;
  /** Cleans 480 samples of the microphone. The array that it returns is valid until the next call. */
  processCapture(near: Float32Array): Float32Array;
  /** How long after its samples were given to {@linkcode processPlayed} an echo comes to {@linkcode processCapture}. */
  setDelayMs(delayMs: number): void;
  /** Frees its memory. Nothing may be called after it, except this. */
  close(): void;
}

/** The parts of the processing, each of which a person can switch off. */
export interface ProcessingOptions {
  /** `--no-echo-cancel` switches it off, where the system cancels or nobody needs it. */
  readonly echo: boolean;
  /** `--no-noise-suppression` switches it off. */
  readonly noise: boolean;
  /** `--no-gain-control` switches it off. */
  readonly gain: boolean;
  /** Takes out what is below the voice: hum, wind, steps. */
  readonly highPass: boolean;
}
