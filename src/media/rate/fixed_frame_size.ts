/** An encoder is replaced if what it should make is less than this share of what it makes, or more than this many times. */
const TOO_LARGE = 0.85, TOO_SMALL = 1.25;
/** Every replacement costs a keyframe: not sooner after the one before, in milliseconds. */
const DOWN_AFTER_MS = 500, UP_AFTER_MS = 1000;

/**
 * Whether an encoder whose frames keep their size has to be replaced by one that makes frames of `wantedBits`. `ageMs`: how long ago it
 * was started.
 */
export function needsOtherSize(ownBits: number, wantedBits: number, ageMs: number): boolean {
  if (wantedBits < ownBits * TOO_LARGE) return ageMs >= DOWN_AFTER_MS;
  return wantedBits > ownBits * TOO_SMALL && ageMs >= UP_AFTER_MS;
}
