// Tuned with tests/wire/sealed/predictive_links_test.ts.

/** What may be in flight beside the rate sent times the RTT: what leaves until the next report, and a frame. */
const SLACK_MS = 80, SLACK_BYTES = 6000;
/** The rate sent counts as at least this many kbit/s, so that a call that begins, or a still picture, is not held up. */
const LEAST_KBPS = 300;
/** Before the RTT is known, in milliseconds: that of a call to another country. */
const ASSUMED_RTT_MS = 120;
/** The rate sent is averaged over about this time, in milliseconds. */
const SMOOTHING_MS = 500;

/**
 * How many bytes may be in flight for another frame of a predictive encoder to start. The encoder makes no frame while one
 * waits, so this is what stops it when the link suddenly carries less and no report says so yet.
 *
 * Source: the congestion window of SCReAM (RFC 8298, section 4.1.2.1), which is what was sent lately, and some more: a link
 * that was idle may have become narrow. What the link is believed to carry is a limit of its own.
 */
export class PredictiveInFlight {
  #bytes = 0;
  #atMs = 0;

  /** Packets of frames leave, with their parity. */
  onSent(bytes: number, nowMs: number): void {
    this.#bytes = this.#bytesAt(nowMs) + bytes;
    this.#atMs = nowMs;
  }

  mostBytes(rttMs: number = ASSUMED_RTT_MS, nowMs: number): number {
    const kbps = Math.max(LEAST_KBPS, this.#bytesAt(nowMs) * 8 / SMOOTHING_MS);
    return kbps * (rttMs + SLACK_MS) / 8 + SLACK_BYTES;
  }

  #bytesAt(nowMs: number): number {
    return this.#bytes * Math.exp((this.#atMs - nowMs) / SMOOTHING_MS);
  }
}
