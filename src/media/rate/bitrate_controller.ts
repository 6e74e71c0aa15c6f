import { DispersionEstimate, type TrainReport } from "./dispersion_estimate.ts";
import { inFlightLimitBytes, mayStartUnmeasured } from "./in_flight_limit.ts";
import { MIN_KBPS } from "./link_rate_limits.ts";
import { LinkSchedule } from "./link_schedule.ts";
import { QUEUE_MS, QueueDelay, STEEP_QUEUE_MS } from "./queue_delay.ts";
import { QueueDrain } from "./queue_drain.ts";
import { ReceivedRate } from "./received_rate.ts";
import { TrainSpeed } from "./train_speed.ts";
import { TrainlessRate } from "./trainless_rate.ts";

// Tuned with `deno task bench:network`.

/** Before anything is known, in kbit/s: a frame leaves within some 10 ms, and two do not fill a narrow link's queue. */
const START_KBPS = 10_000;
/** What is sent takes this share of the rate. The rest lets queues drain. */
const USED_SHARE = 0.95;
/** One train raises or lowers the rate by at most this factor, unless the queue is steep or it is the first. */
const MAX_CHANGE = 2;
/** The fastest of the latest trains lowers the rate if it is below this share of it. */
const SLOWER_SHARE = 0.8;
/** A report without a train says nothing if it arrives less than this many milliseconds after the last train. */
const TRAINLESS_MS = 1500;

/** What the receiver got since its last report. */
export interface ReceivedReport {
  readonly kbps: number;
  /** Frames of which it is known what arrived. */
  readonly frames: number;
  /** The share of packets lost, of the latest frames, 0 to 1. */
  readonly loss: number;
}

/**
 * Estimates how much the link carries, and so how fast and when frames leave. Every frame is a train of packets that leaves
 * faster than the link can carry it. The rate at which it arrives is the link's rate, unless jitter slowed it down. It was not
 * jitter if the one-way delay rises at the same time, or if no train is faster. Loss alone never lowers the rate.
 *
 * Each part says at its head what it estimates, from what, and where the idea comes from.
 */
export class BitrateController {
  readonly #delay = new QueueDelay();
  readonly #dispersion = new DispersionEstimate();
  /** Of all trains to a predictive encoder, however short. */
  readonly #shortTrains = new DispersionEstimate();
  readonly #received = new ReceivedRate();
  readonly #trainless = new TrainlessRate();
  readonly #trainSpeed = new TrainSpeed();
  readonly #drain = new QueueDrain();
  readonly #link = new LinkSchedule();
  #capacityKbps = START_KBPS;
  /** Whether `#capacityKbps` is more than an assumption. */
  #isMeasured = false;
  /** Whether the encoders of pictures follow the rate within a frame. If so, the rate has to grow with care. */
  isPredictive = false;
  #latestTrainMs = -Infinity;

  /** A report arrived. `delayMs`: from sending to arrival of the newest packet, with any constant offset of clocks. */
  onReport(delayMs: number, train: TrainReport, received: ReceivedReport, nowMs: number): void {
    this.#delay.add(delayMs, train.ms, nowMs);
    this.#received.add(received.kbps, nowMs);
    if (this.isPredictive && train.bytes > 0) this.#shortTrains.add(train);
    if (this.#dispersion.isLongEnough(train, received.loss)) this.#onTrain(train, received.loss, nowMs);
    else if (nowMs >= this.#latestTrainMs + TRAINLESS_MS) this.#onTrainless(received.frames, nowMs);
  }

  #onTrain(train: TrainReport, loss: number, nowMs: number): void {
    // The bytes in flight of a predictive encoder are limited, so it cannot cause a long queue that would have to drain.
    if (!this.isPredictive) this.#link.hold(this.#drain.afterTrain(this.#delay.standingMs), nowMs);
    const trainKbps = this.#dispersion.add(train), { fastestKbps } = this.#dispersion;
    this.#trainSpeed.onTrain(trainKbps, fastestKbps, this.#capacityKbps, loss);
    this.#capacityKbps = Math.max(MIN_KBPS, this.#rateAfterTrain(trainKbps, fastestKbps));
    this.#isMeasured = true;
    this.#latestTrainMs = nowMs;
  }

  #rateAfterTrain(trainKbps: number, fastestKbps: number): number {
    const believedKbps = this.#capacityKbps, { riseMs } = this.#delay;
    // Jitter stretches trains. It seldom makes one faster than the link.
    if (trainKbps > believedKbps) return Math.min(trainKbps, believedKbps * MAX_CHANGE);
    // Even one train that jitter stretched says more than what was assumed.
    if (!this.#isMeasured || riseMs > STEEP_QUEUE_MS) return trainKbps;
    if (riseMs > QUEUE_MS) return Math.max(trainKbps, believedKbps / MAX_CHANGE);
    // Without a queue a slow train may be jitter, but not if all of them are slow.
    return fastestKbps < believedKbps * SLOWER_SHARE ? fastestKbps : believedKbps;
  }

  /** Frames of one or two packets are not trains. */
  #onTrainless(frames: number, nowMs: number): void {
    const { standingMs, leastStandingMs } = this.#delay;
    const capacityKbps = this.#trainless.update(
      {
        capacityKbps: this.#capacityKbps,
        received: this.#received,
        standingMs,
        leastStandingMs,
        fastestKbps: this.#shortTrains.fastestKbps,
        frames,
        isCareful: this.isPredictive,
      },
      nowMs,
    );
    if (capacityKbps !== undefined) {
      this.#capacityKbps = capacityKbps;
      this.#isMeasured = true;
    }
    if (leastStandingMs <= QUEUE_MS) return;
    const drain = this.#drain.withoutTrain(leastStandingMs, nowMs);
    if (drain === "not_ours") this.#delay.takeAsEmpty(leastStandingMs);
    else if (!this.isPredictive) this.#link.hold(drain, nowMs);
  }

  /** Whether anything is known about the link. */
  get isMeasured(): boolean {
    return this.#isMeasured;
  }

  /** What the link is believed to carry. */
  get capacityKbps(): number {
    return this.#capacityKbps;
  }

  /** What everything that is sent may take together. */
  get targetKbps(): number {
    return this.#capacityKbps * USED_SHARE;
  }

  /** How fast the packets of a frame leave, for the pacer. */
  get trainKbps(): number {
    return this.#capacityKbps * this.#trainSpeed.factor;
  }

  /** How far the one-way delay is above that of an empty queue. */
  get queueMs(): number {
    return this.#delay.riseMs;
  }

  /** `bytes` are handed to the link. */
  onSent(bytes: number, nowMs: number): void {
    this.#link.onSent(bytes, this.targetKbps, nowMs);
  }

  /** When the link will have sent what it was given. */
  get linkFreeMs(): number {
    return this.#link.freeMs;
  }

  /** Whether a frame of `frameBytes` may start: the link is free, and not too much is in flight. */
  mayStart(inFlightBytes: number, frameBytes: number, rttMs: number | undefined, nowMs: number): boolean {
    if (nowMs < this.#link.freeMs) return false;
    if (rttMs === undefined || !this.#isMeasured) return mayStartUnmeasured(inFlightBytes, frameBytes);
    return inFlightBytes <= inFlightLimitBytes(this.#capacityKbps, rttMs);
  }
}
