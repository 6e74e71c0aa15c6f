/** The largest camera picture (4K) fits; what a decoder may be made to allocate is 64 MB of RGBA. */
export const MAX_SIDE_PIXELS = 4096;

/** Whether a picture of this size is decoded and shown, whatever its codec; in pixels. */
export function isWithinLimits(width: number, height: number): boolean {
  return width >= 1 && height >= 1 && width <= MAX_SIDE_PIXELS && height <= MAX_SIDE_PIXELS;
}
