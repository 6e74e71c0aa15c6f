import { MAX_KBPS } from "./link_rate_limits.ts";

// Tuned with `deno task bench:network`.

/** Trains of fewer bytes say too little about the rate. */
const MIN_TRAIN_BYTES = 2500;
/** Above this share of loss, 0 to 1, a short queue may have dropped most of every train. */
const SHORT_QUEUE_LOSS = 0.3;
/** Then two packets are enough of a train. */
const MIN_LOSSY_TRAIN_BYTES = 1000;
/**
 * Jitter stretches one train and not the next, so the fastest of this many trains is the one that it stretched least.
 */
const LATEST_TRAINS = 8;
/** No train counts as having arrived in less than this many milliseconds. */
const MIN_TRAIN_MS = 0.05;

/** What the receiver measured of one train of packets. */
export interface TrainReport {
  /** Of all its packets but the first. */
  readonly bytes: number;
  /** From the arrival of its first packet to that of its last. */
  readonly ms: number;
}

/**
 * Estimates the link's rate, in kbit/s, from trains. The packets of a frame leave faster than the link can carry them, so the
 * link itself spaces them out: their bytes, divided by the time in which they arrive, are its rate.
 *
 * Sources: packet dispersion (C. Dovrolis, P. Ramanathan, D. Moore: Packet-Dispersion Techniques and a Capacity-Estimation
 * Methodology, IEEE/ACM Transactions on Networking 12(6), 2004). As they show, other traffic between the packets of a long
 * train makes the result lower than the capacity. That is what is wanted here, because this call cannot have that part. Taking
 * the fastest of the latest trains is BBR's windowed maximum of delivery rates (draft-ietf-ccwg-bbr), counted in trains instead
 * of round trips.
 */
export class DispersionEstimate {
  readonly #latestKbps: number[] = [];

  /** Whether a train is long enough to measure. `loss`: the share of packets lost lately, 0 to 1. */
  isLongEnough({ bytes }: TrainReport, loss: number): boolean {
    return bytes >= (loss > SHORT_QUEUE_LOSS ? MIN_LOSSY_TRAIN_BYTES : MIN_TRAIN_BYTES);
  }

  /** The rate at which this train arrived, in kbit/s. */
  add({ bytes, ms }: TrainReport): number {
    const kbps = Math.min(MAX_KBPS, bytes * 8 / Math.max(ms, MIN_TRAIN_MS));
    this.#latestKbps.push(kbps);
    if (this.#latestKbps.length > LATEST_TRAINS) this.#latestKbps.shift();
    return kbps;
  }

  /** The rate of the fastest of the latest trains, in kbit/s. `Infinity` until there are enough trains. */
  get fastestKbps(): number {
    return this.#latestKbps.length < LATEST_TRAINS ? Infinity : Math.max(...this.#latestKbps);
  }
}
