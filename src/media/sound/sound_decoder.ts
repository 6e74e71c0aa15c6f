/** Decodes the frames of one sender in their order. Never throws, whatever the bytes are. Arrays are valid until its next call. */
export interface SoundDecoder {
  /** A frame. */
  decode(bytes: Uint8Array): Float32Array;
  /** The lost samples before a frame, of which `bytes` are. */
  decodeFec(bytes: Uint8Array, samples: number): Float32Array;
  /** Samples in place of lost ones that nothing else restores. */
  conceal(samples: number): Float32Array;
}
