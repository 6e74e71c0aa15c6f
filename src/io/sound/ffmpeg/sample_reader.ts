const SAMPLE_BYTES = 4;

/** Reads float samples (32 bits, little-endian) from bytes that come in pieces of any length. No number becomes silence. */
export class SampleReader {
  readonly #rest = new Uint8Array(SAMPLE_BYTES);
  #restBytes = 0;

  push(bytes: Uint8Array): Float32Array {
    const total = this.#restBytes + bytes.length;
    const whole = total - total % SAMPLE_BYTES;
    const samples = new Float32Array(whole / SAMPLE_BYTES);
    const target = new Uint8Array(samples.buffer);
    if (whole === 0) {
      this.#rest.set(bytes, this.#restBytes);
      this.#restBytes = total;
      return samples;
    }
    target.set(this.#rest.subarray(0, this.#restBytes));
    target.set(bytes.subarray(0, whole - this.#restBytes), this.#restBytes);
    this.#rest.set(bytes.subarray(whole - this.#restBytes));
    this.#restBytes = total - whole;
    for (let n = 0; n < samples.length; n++) if (!Number.isFinite(samples[n])) samples[n] = 0;
    return samples;
  }
}
