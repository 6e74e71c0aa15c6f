const PEAK = 255;
/** That of pictures without any difference would be infinite, and no mean. */
const MOST_DB = 100;

/** The peak signal-to-noise ratio of the first `length` pixels of two luma planes, in dB: at most 100. */
export function lumaPsnr(one: Uint8Array, other: Uint8Array, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at++) {
    const difference = one[at] - other[at];
    sum += difference * difference;
  }
  return sum === 0 ? MOST_DB : Math.min(MOST_DB, 10 * Math.log10(PEAK * PEAK * length / sum));
}
