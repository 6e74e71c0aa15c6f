// Tuned with tests/wire/sealed/predictive_links_test.ts.

/** What may be in flight beyond the rate sent times the RTT: what is sent until the next report, and one frame. */
const SLACK_MS = 60, SLACK_BYTES = 4000;
/** Reports are lost too. This is added in proportion to the loss (0 to 1), up to the maximum; in milliseconds. */
const LOSSY_SLACK_MS = 800, MOST_LOSSY_SLACK_MS = 80;
/**
 * The rate sent counts as at least this many kbit/s, so that the start of a call, or a still picture, is not held up: the first
 * figure before anything is known about the link, and up to the second one if that is at most half of what the link carries.
 */
const LEAST_KBPS = 300, MOST_ASSUMED_KBPS = 750;
/** The same in the first time of a call, in which nothing was sent lately because nothing could be. */
const MOST_ASSUMED_AT_START_KBPS = 2500, START_MS = 2000;
/** The RTT that is assumed until it is known, in milliseconds: that of a call to another country. */
const ASSUMED_RTT_MS = 120;
/** The rate sent is averaged over about this time, in milliseconds. */
const SMOOTHING_MS = 500;

/** What is known about a link. */
export interface KnownLink {
  /** What it carries, as measured; 0 before the first measurement. */
  readonly capacityKbps: number;
  /** `undefined` until it is known. */
  readonly rttMs: number | undefined;
  /** The share of packets lost lately, 0 to 1. */
  readonly loss: number;
}

/**
 * How many bytes may be in flight when another frame of a predictive encoder starts. The encoder makes no frame while one
 * waits, so this limit stops it when the link suddenly carries less and no report says so yet.
 *
 * Source: the congestion window of SCReAM (RFC 8298, section 4.1.2.1): what was sent lately, and some more, because a link that
 * was idle may have become narrow. What the link is believed to carry is a separate limit.
 */
export class PredictiveInFlight {
  #bytes = 0;
  #atMs = 0;
  #startMs: number | undefined;

  /** Packets of frames leave, with their parity. */
  onSent(bytes: number, nowMs: number): void {
    this.#startMs ??= nowMs;
    this.#bytes = this.#bytesAt(nowMs) + bytes;
    this.#atMs = nowMs;
  }

  mostBytes({ capacityKbps, rttMs = ASSUMED_RTT_MS, loss }: KnownLink, nowMs: number): number {
    const isStart = this.#startMs === undefined || nowMs < this.#startMs + START_MS;
    const mostKbps = isStart ? MOST_ASSUMED_AT_START_KBPS : MOST_ASSUMED_KBPS;
    const assumedKbps = Math.max(LEAST_KBPS, Math.min(mostKbps, capacityKbps / 2));
    const kbps = Math.max(assumedKbps, this.#bytesAt(nowMs) * 8 / SMOOTHING_MS);
    const slackMs = SLACK_MS + Math.min(MOST_LOSSY_SLACK_MS, loss * LOSSY_SLACK_MS);
    return kbps * (rttMs + slackMs) / 8 + SLACK_BYTES;
  }

  #bytesAt(nowMs: number): number {
    return this.#bytes * Math.exp((this.#atMs - nowMs) / SMOOTHING_MS);
  }
}
