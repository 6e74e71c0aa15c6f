const RATE_PER_MS = 48;
/** The longest delay that is looked for, in samples. */
const LONGEST = 40 * RATE_PER_MS;

/** By how much `later` is behind `signal`, in milliseconds: where both are most alike. Both at the rate of sound. */
export function signalDelayMs(signal: Float32Array, later: Float32Array): number {
  let best = 0, bestLag = 0;
  for (let lag = 0; lag <= LONGEST; lag++) {
    let product = 0;
    for (let n = 0; n + lag < later.length && n < signal.length; n++) product += signal[n] * later[n + lag];
    if (product > best) [best, bestLag] = [product, lag];
  }
  return bestLag / RATE_PER_MS;
}
