import { SeededRandom } from "./random.ts";

/** What a microphone gets in a room with a loudspeaker: each part alone, at the rate of the speech that it was made of. */
export interface RoomSound {
  /** What the loudspeaker was given. */
  readonly far: Float32Array;
  readonly echo: Float32Array;
  readonly near: Float32Array;
  readonly noise: Float32Array;
}

export interface Room {
  readonly seed: number;
  /** From the loudspeaker's input to the microphone's output, at the least. */
  readonly delayMs: number;
  /** When the near voice starts to speak. */
  readonly nearAtMs: number;
  readonly lengthMs: number;
}

const RATE_HZ = 16_000;
/** The impulse response has 150 ms, over which it falls by 60 dB. */
const RESPONSE_SAMPLES = 0.15 * RATE_HZ, RESPONSE_DECAY = Math.log(1000);
/** The echo has twice the amplitude of the near voice: the loudspeaker is 6 dB too loud. */
const ECHO_OVER_NEAR = 2;
/** 30 dB below the near voice. */
const NOISE_OVER_NEAR = 10 ** (-30 / 20);

/** `far` is spoken again and again, `near` once. At 16 kHz. The same for the same seed. */
export function simulateRoom(room: Room, far: Float32Array, near: Float32Array): RoomSound {
  const random = gaussian(room.seed);
  const length = samples(room.lengthMs), delay = samples(room.delayMs), nearRms = rms(near);
  const played = Float32Array.from({ length }, (_, n) => far[n % far.length]);
  const response = Float32Array.from(
    { length: RESPONSE_SAMPLES },
    (_, n) => random() * Math.exp(-RESPONSE_DECAY * n / RESPONSE_SAMPLES),
  );
  const echo = new Float32Array(length);
  for (let n = delay; n < length; n++) {
    let sum = 0;
    for (let k = 0; k < RESPONSE_SAMPLES && k <= n - delay; k++) sum += response[k] * played[n - delay - k];
    echo[n] = sum;
  }
  const gain = ECHO_OVER_NEAR * nearRms / rms(echo);
  const spoken = new Float32Array(length), at = samples(room.nearAtMs);
  spoken.set(near.subarray(0, Math.max(length - at, 0)), Math.min(at, length));
  return {
    far: played,
    echo: echo.map((sample) => sample * gain),
    near: spoken,
    noise: Float32Array.from({ length }, () => random() * nearRms * NOISE_OVER_NEAR),
  };
}

const samples = (ms: number) => Math.round(ms * RATE_HZ / 1000);

/** The root of the mean square of samples `from` to `to`. */
export function rms(sound: Float32Array, from = 0, to = sound.length): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += sound[n] * sound[n];
  return Math.sqrt(sum / (to - from));
}

/** Amplitudes in relation, in dB. */
export const decibels = (ratio: number) => 20 * Math.log10(ratio);

/** Numbers with mean 0 and variance 1 (Box and Muller). */
function gaussian(seed: number): () => number {
  const random = new SeededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
