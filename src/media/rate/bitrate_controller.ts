import { ReceivedRate } from "./received_rate.ts";

/** Before anything is known: a picture leaves within some 10 ms, and a narrow link's queue is not filled by two. */
const START_KBPS = 10_000;
const MIN_KBPS = 100;
const MAX_KBPS = 2_000_000;
/** A train that is twice as fast as the link shows the link's rate in how it arrives. */
const TRAIN_FACTOR = 2;
/** Where the link's queue has no room for that: still fast enough to show a link that got wider. */
const GENTLE_TRAIN_FACTOR = 1.25;
/** Above this loss it may have none. */
const GENTLE_ABOVE_LOSS = 0.04;
/** Above this loss the most of each train may be lost. */
const SHORT_QUEUE_LOSS = 0.3;
/** A train faster than this, in shares of the rate believed, shows that there is more. */
const GENTLE_ENOUGH = 1.15;
/** Jitter stretches one train and not the next: the best of so many is the link's rate, when it is below this share. */
const LATEST_TRAINS = 8, SLOWER_SHARE = 0.8;
/** What is left of the rate for queues to drain. */
const USED_SHARE = 0.95;
/** Below this, a delay that rose is jitter. */
const QUEUE_MS = 25;
/** Above this, the link's queue fills so fast that the newest train is believed at once. */
const STEEP_QUEUE_MS = 100;
/** A queue above this is let drain; not all at once, because the report is old by half an RTT. */
const STANDING_QUEUE_MS = 20, MAX_DRAIN_MS = 150, DRAINED_SHARE = 0.6;
/** The lowest delay of this long, or up to twice, is that of an empty queue. */
const BASE_WINDOW_MS = 10_000;
/** How much may be under way beyond what the link holds by itself. */
const IN_FLIGHT_SLACK_MS = 60, IN_FLIGHT_SLACK_BYTES = 3000;
/** Trains of fewer bytes say too little; but where the rest of each is lost in a short queue, two packets are a train. */
const MIN_TRAIN_BYTES = 2500, MIN_LOSSY_TRAIN_BYTES = 1000;
/** Under way before anything was measured, when pictures are small. */
const FIRST_IN_FLIGHT_BYTES = 30_000;
/** How much more than it is given a link without a queue is believed to carry. */
const UNTRIED_FACTOR = 20;
/** After the last train; within it, a report without one only came too early. */
const TRAINLESS_MS = 1500;
/** A delay that rose for so many reports is a queue. */
const LATEST_QUEUES = 3;
/** So much of the most that came lately comes again; less is what this end did not send. */
const LEAST_OF_RECEIVED = 0.9;
/** What was let drain shows after so long; and a queue that nothing drains is none of this end's. */
const DRAIN_GAP_MS = 300, MAX_TRAINLESS_DRAIN_MS = 400;
const IN_VAIN_SHARE = 0.85, MAX_DRAINS_IN_VAIN = 4;
/** For so long after a queue, without trains, the rate goes up with care: by this factor each 100 ms. */
const CAREFUL_MS = 10_000, CAREFUL_STEP = 1.04;

/** What the receiver measured of one train of packets. */
export interface TrainReport {
  /** Of its packets but the first. */
  readonly bytes: number;
  /** From its first packet's arrival to its last's. */
  readonly ms: number;
}

/** What the receiver got since its last report. */
export interface ReceivedReport {
  readonly kbps: number;
  /** Pictures of which it is known what came. */
  readonly frames: number;
  /** Of the packets of the latest pictures, 0 to 1. */
  readonly loss: number;
}

/**
 * How much the link carries, and so how fast and when pictures leave. Every picture is a train of packets, faster than
 * the link: the time it takes to arrive tells the rate (packet dispersion). A rise of the one-way delay, or that no train
 * is faster, tells whether a slow arrival was the link's rate or mere jitter. Loss alone never lowers it.
 */
export class BitrateController {
  #capacityKbps = START_KBPS;
  #baseMs = Infinity;
  #nextBaseMs = Infinity;
  #baseSinceMs = -Infinity;
  #riseMs = 0;
  #linkFreeMs = -Infinity;
  #measured = false;
  #trainMs = -Infinity;
  readonly #trainsKbps: number[] = [];
  #gentle = false;
  /** By the latest reports: what a packet waited for others than those of its own picture. */
  readonly #queuesMs: number[] = [];
  readonly #received = new ReceivedRate();
  #queuedMs = -Infinity;
  #drainedMs = -Infinity;
  #drainedFromMs = Infinity;
  #drainsInVain = 0;
  #triedMs = -Infinity;

  get capacityKbps(): number {
    return this.#capacityKbps;
  }

  /** For the pacer. */
  get trainKbps(): number {
    return this.#capacityKbps * (this.#gentle ? GENTLE_TRAIN_FACTOR : TRAIN_FACTOR);
  }

  /** How far the one-way delay is above that of an empty queue. */
  get queueMs(): number {
    return this.#riseMs;
  }

  /** `delayMs`: from sending to arrival of the newest packet, in any constant offset of clocks. */
  onReport(delayMs: number, train: TrainReport, received: ReceivedReport, nowMs: number): void {
    if (nowMs - this.#baseSinceMs > BASE_WINDOW_MS) {
      this.#baseMs = this.#nextBaseMs;
      this.#nextBaseMs = Infinity;
      this.#baseSinceMs = nowMs;
    }
    this.#baseMs = Math.min(this.#baseMs, delayMs);
    this.#nextBaseMs = Math.min(this.#nextBaseMs, delayMs);
    this.#riseMs = delayMs - this.#baseMs;
    this.#queuesMs.push(this.#riseMs - train.ms);
    if (this.#queuesMs.length > LATEST_QUEUES) this.#queuesMs.shift();
    this.#received.add(received.kbps, nowMs);
    const minBytes = received.loss > SHORT_QUEUE_LOSS ? MIN_LOSSY_TRAIN_BYTES : MIN_TRAIN_BYTES;
    if (train.bytes < minBytes) return this.#withoutTrain(received.frames, nowMs);
    const first = !this.#measured;
    this.#measured = true;
    this.#trainMs = nowMs;
    // What the train waited beyond its own length is a queue that stands.
    const standingMs = this.#riseMs - train.ms;
    if (standingMs > STANDING_QUEUE_MS) this.#drain(Math.min(standingMs, MAX_DRAIN_MS), nowMs);
    const kbps = Math.min(MAX_KBPS, train.bytes * 8 / Math.max(train.ms, 0.05));
    const bestKbps = this.#bestOfLatest(kbps);
    if (kbps > this.#capacityKbps * GENTLE_ENOUGH) this.#gentle = false;
    else if (received.loss > GENTLE_ABOVE_LOSS && bestKbps < this.#capacityKbps * GENTLE_ENOUGH) this.#gentle = true;
    if (kbps > this.#capacityKbps) {
      this.#capacityKbps = Math.min(kbps, this.#capacityKbps * 2);
    } else if (first || this.#riseMs > STEEP_QUEUE_MS) {
      // Even one train that jitter stretched says more than what was assumed.
      this.#capacityKbps = kbps;
    } else if (this.#riseMs > QUEUE_MS) {
      this.#capacityKbps = Math.max(kbps, this.#capacityKbps / 2);
    } else if (bestKbps < this.#capacityKbps * SLOWER_SHARE) {
      this.#capacityKbps = bestKbps;
    }
    this.#capacityKbps = Math.max(MIN_KBPS, this.#capacityKbps);
  }

  /** The rate of the fastest of the latest trains, this one included; `Infinity` while there were too few. */
  #bestOfLatest(kbps: number): number {
    this.#trainsKbps.push(kbps);
    if (this.#trainsKbps.length > LATEST_TRAINS) this.#trainsKbps.shift();
    return this.#trainsKbps.length < LATEST_TRAINS ? Infinity : Math.max(...this.#trainsKbps);
  }

  /**
   * Pictures of a packet or two are no trains: while no queue grows, the link carries more than it is given, and when one
   * stands, no more than what comes.
   */
  #withoutTrain(frames: number, nowMs: number): void {
    if (nowMs < this.#trainMs + TRAINLESS_MS) return;
    const queueMs = this.#leastQueueMs, { kbps, mostKbps } = this.#received;
    if (queueMs > QUEUE_MS) {
      const leastKbps = queueMs > STEEP_QUEUE_MS ? MIN_KBPS : Math.max(MIN_KBPS, mostKbps * LEAST_OF_RECEIVED);
      this.#capacityKbps = Math.min(this.#capacityKbps, Math.max(leastKbps, kbps));
      this.#measured = true;
      if (nowMs > this.#drainedMs + DRAIN_GAP_MS) this.#drainWithoutTrain(queueMs, nowMs);
      this.#queuedMs = nowMs;
    } else if (this.#queuesMs.at(-1)! < QUEUE_MS && frames > 0) {
      const careful = nowMs < this.#queuedMs + CAREFUL_MS;
      const step = careful ? CAREFUL_STEP ** (Math.min(100, nowMs - this.#triedMs) / 100) : 1.5;
      const mayBeKbps = Math.min(MAX_KBPS, kbps * UNTRIED_FACTOR);
      this.#measured = true;
      this.#capacityKbps = Math.max(this.#capacityKbps, mostKbps, Math.min(mayBeKbps, this.#capacityKbps * step));
    }
    this.#triedMs = nowMs;
  }

  #drainWithoutTrain(queueMs: number, nowMs: number): void {
    this.#drainsInVain = queueMs > this.#drainedFromMs * IN_VAIN_SHARE ? this.#drainsInVain + 1 : 0;
    this.#drainedFromMs = queueMs;
    this.#drainedMs = nowMs;
    if (this.#drainsInVain < MAX_DRAINS_IN_VAIN) return this.#drain(Math.min(queueMs, MAX_TRAINLESS_DRAIN_MS), nowMs);
    // It is not this end's: the way got longer, or others fill the queue.
    this.#baseMs += queueMs;
    this.#nextBaseMs = this.#baseMs;
    this.#queuesMs.length = 0;
    this.#drainsInVain = 0;
  }

  /** A queue that stands: the next picture lets the most of it go. */
  #drain(queueMs: number, nowMs: number): void {
    this.#linkFreeMs = Math.max(this.#linkFreeMs, nowMs + queueMs * DRAINED_SHARE);
  }

  /** Of the latest reports: what is not jitter. */
  get #leastQueueMs(): number {
    return this.#queuesMs.length < LATEST_QUEUES ? 0 : Math.min(...this.#queuesMs);
  }

  /** Whether the link will have sent what it was given, and no more is under way than it should be. */
  mayStart(inFlightBytes: number, frameBytes: number, rttMs: number | undefined, nowMs: number): boolean {
    if (nowMs < this.#linkFreeMs) return false;
    // Before the first train came back, a second picture is a risk that a third would double.
    if (rttMs === undefined || !this.#measured) {
      return inFlightBytes + frameBytes <= FIRST_IN_FLIGHT_BYTES || inFlightBytes * 4 < frameBytes;
    }
    return inFlightBytes <= this.#capacityKbps * (rttMs + IN_FLIGHT_SLACK_MS) / 8 + IN_FLIGHT_SLACK_BYTES;
  }

  /** When the link is free by its rate. */
  get linkFreeMs(): number {
    return this.#linkFreeMs;
  }

  onSent(bytes: number, nowMs: number): void {
    this.#linkFreeMs = Math.max(this.#linkFreeMs, nowMs) + bytes * 8 / (this.#capacityKbps * USED_SHARE);
  }

  /** What all that is sent may take. */
  get targetKbps(): number {
    return this.#capacityKbps * USED_SHARE;
  }
}
