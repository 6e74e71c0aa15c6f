import { MAX_KBPS, MIN_KBPS } from "./link_rate_limits.ts";
import { QUEUE_MS, STEEP_QUEUE_MS } from "./queue_delay.ts";

// Tuned with `deno task bench:network`.

/** While there is a queue, the rate falls to no less than this share of the most that arrived lately. The rest was not sent. */
const LEAST_OF_RECEIVED = 0.9;
/** Without a queue, the link is believed to carry at most this many times what is sent over it. */
const UNTRIED_FACTOR = 20;
/** The factor of growth for each report. */
const STEP = 1.5;
/** For this many milliseconds after a queue, growth is careful: by this factor for each of these intervals. */
const CAREFUL_MS = 10_000, CAREFUL_STEP = 1.04, CAREFUL_INTERVAL_MS = 100;

/**
 * A predictive encoder's rate grows by this factor instead between these multiples of what arrived when there was a queue: with
 * faster growth, the queue would be back half a second later.
 */
const NEAR_QUEUE_FROM = 0.85, NEAR_QUEUE_UNTIL = 1.25, NEAR_QUEUE_STEP = 1.01;

/** What is known while no train is long enough to be measured. */
export interface TrainlessEvidence {
  /** The rate believed so far. */
  readonly capacityKbps: number;
  /** What arrives: at present, and at most in the last second. */
  readonly received: { readonly kbps: number; readonly mostKbps: number };
  /** Of the latest report. */
  readonly standingMs: number;
  /** Of the latest few reports. */
  readonly leastStandingMs: number;
  /**
   * The rate of the fastest of the latest trains, however short. Jitter stretches and squeezes them, so the link may carry less, but
   * hardly more. `Infinity`: not known.
   */
  readonly fastestKbps: number;
  /** How many frames the report is about. */
  readonly frames: number;
  /** Whether growth is always careful, because what is sent follows the rate at once, and a queue shows only later. */
  readonly isCareful?: boolean;
}

/**
 * Estimates the link's rate, in kbit/s, while frames are so small that no train can measure it. While there is a queue, the
 * link carries what arrives and no more. Without a queue, it carries more than is sent, and nobody knows how much more.
 *
 * Source: the rate control of GCC (draft-ietf-rmcat-gcc-02, section 5.5), which falls to a share of the received rate when the
 * delay says so, and otherwise multiplies the rate by a factor for the time that has passed, up to a multiple of the received
 * rate.
 */
export class TrainlessRate {
  #queuedMs = -Infinity;
  #updatedMs = -Infinity;
  /** What the link carried when there was a queue. */
  #queuedKbps = Infinity;

  /** The new rate in kbit/s. `undefined` if the report shows nothing. */
  update(evidence: TrainlessEvidence, nowMs: number): number | undefined {
    const sinceUpdateMs = nowMs - this.#updatedMs;
    this.#updatedMs = nowMs;
    if (evidence.leastStandingMs > QUEUE_MS) {
      this.#queuedMs = nowMs;
      this.#queuedKbps = evidence.received.mostKbps;
      return behindQueue(evidence);
    }
    // One report of a queue may be jitter, but this is not the time to grow.
    if (evidence.standingMs >= QUEUE_MS || evidence.frames === 0) return undefined;
    const isCareful = evidence.isCareful || nowMs < this.#queuedMs + CAREFUL_MS;
    const share = evidence.capacityKbps / this.#queuedKbps;
    const isNear = evidence.isCareful && share > NEAR_QUEUE_FROM && share < NEAR_QUEUE_UNTIL;
    const step = isCareful
      ? (isNear ? NEAR_QUEUE_STEP : CAREFUL_STEP) **
        (Math.min(CAREFUL_INTERVAL_MS, sinceUpdateMs) / CAREFUL_INTERVAL_MS)
      : STEP;
    return grown(evidence, step);
  }
}

function behindQueue({ capacityKbps, leastStandingMs, received }: TrainlessEvidence): number {
  const leastKbps = leastStandingMs > STEEP_QUEUE_MS
    ? MIN_KBPS
    : Math.max(MIN_KBPS, received.mostKbps * LEAST_OF_RECEIVED);
  return Math.min(capacityKbps, Math.max(leastKbps, received.kbps));
}

function grown({ capacityKbps, received, fastestKbps }: TrainlessEvidence, step: number): number {
  const untriedKbps = Math.min(received.kbps * UNTRIED_FACTOR, capacityKbps * step, fastestKbps);
  // The peer may claim to have received any rate.
  return Math.max(capacityKbps, Math.min(MAX_KBPS, Math.max(received.mostKbps, untriedKbps)));
}
