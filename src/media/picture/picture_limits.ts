/** In pixels. The largest camera picture (4K) fits, and a decoder allocates at most 64 MB of RGBA. */
export const MAX_SIDE_PIXELS = 4096;

/** Whether a picture of this size, in pixels, is decoded and shown, whatever its codec. */
export function isWithinLimits(width: number, height: number): boolean {
  return width >= 1 && height >= 1 && width <= MAX_SIDE_PIXELS && height <= MAX_SIDE_PIXELS;
}
