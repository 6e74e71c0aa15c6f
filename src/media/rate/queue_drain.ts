// Tuned with `deno task bench:network`.

/** After a train, a queue of more than this many milliseconds is drained. */
const STANDING_QUEUE_MS = 20;
/** At most this much of a queue is drained at once, in milliseconds: after a train, which comes often, and without one. */
const MAX_DRAIN_MS = 150, MAX_TRAINLESS_DRAIN_MS = 400;
/** The share of the queue that is drained. Not all of it, because the report is half an RTT old. */
const DRAINED_SHARE = 0.6;
/** After this many milliseconds, the reports show whether the queue became shorter. */
const DRAIN_GAP_MS = 300;
/** A drain was in vain if more than this share of the queue is left. After this many of them, the queue is not ours. */
const IN_VAIN_SHARE = 0.85, MAX_DRAINS_IN_VAIN = 4;

/**
 * How long this end stops sending so that the link's queue can drain, in milliseconds, from the length of the queue.
 *
 * A queue that does not get shorter when nothing is sent is not this end's: the path has become longer, or others fill it.
 *
 * Source: BBR's Drain state (draft-ietf-ccwg-bbr) sends less than the link carries until the queue is gone. Here nothing is
 * sent for a time, because frames can wait, and the newest wins.
 */
export class QueueDrain {
  #drainedMs = -Infinity;
  #queueBeforeMs = Infinity;
  #drainsInVain = 0;

  /** A train found a queue of `standingMs`. Returns how long to send nothing: 0 if the queue is short enough. */
  afterTrain(standingMs: number): number {
    return standingMs > STANDING_QUEUE_MS ? Math.min(standingMs, MAX_DRAIN_MS) * DRAINED_SHARE : 0;
  }

  /** The same for a queue of `standingMs` that was found without a train. `not_ours`: waiting does not drain it. */
  withoutTrain(standingMs: number, nowMs: number): number | "not_ours" {
    if (nowMs <= this.#drainedMs + DRAIN_GAP_MS) return 0;
    const wasInVain = standingMs > this.#queueBeforeMs * IN_VAIN_SHARE;
    this.#drainsInVain = wasInVain ? this.#drainsInVain + 1 : 0;
    this.#queueBeforeMs = standingMs;
    this.#drainedMs = nowMs;
    if (this.#drainsInVain < MAX_DRAINS_IN_VAIN) return Math.min(standingMs, MAX_TRAINLESS_DRAIN_MS) * DRAINED_SHARE;
    this.#drainsInVain = 0;
    return "not_ours";
  }
}
