/** An encoder is replaced if the wanted size of a frame is less than the first multiple of its own, or more than the second. */
const TOO_LARGE = 0.85, TOO_SMALL = 1.25;
/** The least age at which it is replaced, in milliseconds: every replacement costs a keyframe. */
const DOWN_AFTER_MS = 500, UP_AFTER_MS = 1000;

/**
 * Whether an encoder whose frames keep their size has to be replaced by one that makes frames of `wantedBits`. `ageMs`: how long ago it
 * was started.
 */
export function needsOtherSize(ownBits: number, wantedBits: number, ageMs: number): boolean {
  if (wantedBits < ownBits * TOO_LARGE) return ageMs >= DOWN_AFTER_MS;
  return wantedBits > ownBits * TOO_SMALL && ageMs >= UP_AFTER_MS;
}
