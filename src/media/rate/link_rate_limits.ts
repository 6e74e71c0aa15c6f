// Tuned by judgement, not by a benchmark.

/** No link is believed to carry less than this, in kbit/s: a small frame of 4 kB would take more than 0.3 s. */
export const MIN_KBPS = 100;
/**
 * No link is believed to carry more than this, in kbit/s. It is more than a call needs, and bounds what a report can
 * claim.
 */
export const MAX_KBPS = 2_000_000;
