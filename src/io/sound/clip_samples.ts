/** Writes samples of -1 to 1 to `target`, which is as long. What is beyond is clipped; what is no number is silence. */
export function clipSamples(samples: Float32Array, target: Float32Array): void {
  for (let n = 0; n < samples.length; n++) {
    const sample = samples[n];
    target[n] = sample > 1 ? 1 : sample < -1 ? -1 : sample === sample ? sample : 0;
  }
}
