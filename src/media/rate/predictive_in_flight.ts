// Tuned with tests/wire/sealed/predictive_links_test.ts.

/** What may be in flight in addition to the sent rate times the RTT: what is sent until the next report, and a frame. */
const SLACK_MS = 60, SLACK_BYTES = 4000;
/** Reports are lost as well: added for each share lost, 0 to 1, and at most; in milliseconds. */
const LOSSY_SLACK_MS = 800, MOST_LOSSY_SLACK_MS = 80;
/**
 * The rate sent counts as at least this many kbit/s, so that a call that begins, or a still picture, is not held up: before
 * anything is known about the link, and at most if half of what it carries is as much.
 */
const LEAST_KBPS = 300, MOST_ASSUMED_KBPS = 750;
/** Before the RTT is known, in milliseconds: that of a call to another country. */
const ASSUMED_RTT_MS = 120;
/** The rate sent is averaged over about this time, in milliseconds. */
const SMOOTHING_MS = 500;

/** What is known about a link. */
export interface KnownLink {
  /** What it was measured to carry; 0 if it was not yet. */
  readonly capacityKbps: number;
  /** `undefined`: not known yet. */
  readonly rttMs: number | undefined;
  /** The share of packets lost lately, 0 to 1. */
  readonly loss: number;
}

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

  mostBytes({ capacityKbps, rttMs = ASSUMED_RTT_MS, loss }: KnownLink, nowMs: number): number {
    const assumedKbps = Math.max(LEAST_KBPS, Math.min(MOST_ASSUMED_KBPS, capacityKbps / 2));
    const kbps = Math.max(assumedKbps, this.#bytesAt(nowMs) * 8 / SMOOTHING_MS);
    const slackMs = SLACK_MS + Math.min(MOST_LOSSY_SLACK_MS, loss * LOSSY_SLACK_MS);
    return kbps * (rttMs + slackMs) / 8 + SLACK_BYTES;
  }

  #bytesAt(nowMs: number): number {
    return this.#bytes * Math.exp((this.#atMs - nowMs) / SMOOTHING_MS);
  }
}
