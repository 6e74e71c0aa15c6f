const RATE_FACTOR = 3;

/**
 * Reads speech from a WAV of this folder (mono, 16 kHz, 8-bit mu-law of ITU-T G.711) as samples from -1 to 1. It was spoken
 * by espeak-ng.
 */
export function readSpeech(name: "far.wav" | "near.wav"): Float32Array {
  const bytes = Deno.readFileSync(`${import.meta.dirname}/${name}`);
  const view = new DataView(bytes.buffer);
  const chunk = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  let at = 12;
  while (chunk(at) !== "data") at += 8 + view.getUint32(at + 4, true);
  const data = bytes.subarray(at + 8, at + 8 + view.getUint32(at + 4, true));
  return Float32Array.from(data, muLaw);
}

function muLaw(byte: number): number {
  const bits = ~byte & 255, exponent = bits >> 4 & 7, mantissa = bits & 15;
  const magnitude = (((mantissa << 3) + 132) << exponent) - 132;
  return (bits & 128 ? -magnitude : magnitude) / 32_768;
}

/** Samples at 16 kHz as samples at 48 kHz. */
export function toSoundRate(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: samples.length * RATE_FACTOR }, (_, n) => {
    const left = Math.floor(n / RATE_FACTOR), share = n % RATE_FACTOR / RATE_FACTOR;
    return samples[left] * (1 - share) + (samples[left + 1] ?? 0) * share;
  });
}
