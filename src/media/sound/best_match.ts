/** The first search compares means of this many samples, which takes a sixteenth of the time. */
const COARSE = 4;
/** The longest searches in samples: what is compared, and how far. */
const MAX_LENGTH = 480, MAX_RANGE = 1440;

/** Made once, and used by one search at a time. */
const reference = new Float32Array(MAX_LENGTH / COARSE);
const candidates = new Float32Array((MAX_LENGTH + MAX_RANGE) / COARSE);
const match = { at: 0, correlation: 0 };

/**
 * Where, from `fromAt` to `toAt`, `length` samples of `samples` are most alike to those of `like` at `likeAt`. The correlation
 * is 1 if they differ in loudness only, and 0 if one of them is silent. The result is valid until the next call.
 */
export function bestMatch(
  like: Float32Array,
  likeAt: number,
  samples: Float32Array,
  fromAt: number,
  toAt: number,
  length: number,
): Readonly<typeof match> {
  const coarseLength = Math.floor(Math.min(length, MAX_LENGTH) / COARSE);
  const steps = Math.floor(Math.min(toAt - fromAt, MAX_RANGE) / COARSE);
  means(like, likeAt, reference, coarseLength);
  means(samples, fromAt, candidates, coarseLength + steps);
  let best = -Infinity, bestAt = fromAt;
  for (let step = 0; step <= steps; step++) {
    const found = correlation(reference, 0, candidates, step, coarseLength);
    if (found > best) [best, bestAt] = [found, fromAt + step * COARSE];
  }
  best = -Infinity;
  const endAt = Math.min(toAt, bestAt + COARSE);
  for (let at = Math.max(fromAt, bestAt - COARSE); at <= endAt; at++) {
    const found = correlation(like, likeAt, samples, at, length);
    if (found > best) [best, match.at] = [found, at];
  }
  match.correlation = best;
  return match;
}

function means(from: Float32Array, fromAt: number, to: Float32Array, count: number): void {
  for (let n = 0, at = fromAt; n < count; n++, at += COARSE) {
    to[n] = from[at] + from[at + 1] + from[at + 2] + from[at + 3];
  }
}

function correlation(a: Float32Array, aAt: number, b: Float32Array, bAt: number, length: number): number {
  let product = 0, aEnergy = 0, bEnergy = 0;
  for (let n = 0; n < length; n++) {
    const x = a[aAt + n], y = b[bAt + n];
    product += x * y;
    aEnergy += x * x;
    bEnergy += y * y;
  }
  const energy = aEnergy * bEnergy;
  return energy > 1e-12 ? product / Math.sqrt(energy) : 0;
}
