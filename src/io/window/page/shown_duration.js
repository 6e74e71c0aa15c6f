/**
 * How long something lasted, as `m:ss` or `h:mm:ss`.
 * @param {number} durationMs
 */
export function shownDuration(durationMs) {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
