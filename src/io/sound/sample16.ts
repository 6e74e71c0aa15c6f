/**
 * A sample of -1 to 1 as a signed 16-bit number. What is beyond is clipped; what is no number is silence. 1 itself is clipped too:
 * the scale is that of everybody who divides by 32,768, so that what comes back is as loud as before.
 */
export function sample16(sample: number): number {
  return Math.min(Math.max(Math.round(sample * 32_768), -32_768), 32_767) || 0;
}
