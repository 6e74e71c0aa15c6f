import { sample16 } from "./sample16.ts";

/** Samples of -1 to 1 as signed 16-bit numbers, little-endian. What is beyond is clipped; what is no number is silence. */
export function sampleBytes(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < samples.length; n++) {
    view.setInt16(2 * n, sample16(samples[n]), true);
  }
  return bytes;
}
