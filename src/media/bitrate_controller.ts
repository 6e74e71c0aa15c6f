/** Before anything is known: a picture leaves within some 10 ms, and a narrow link's queue is not filled by two. */
const START_KBPS = 10_000;
const MIN_KBPS = 100;
const MAX_KBPS = 2_000_000;
/** A train that is twice as fast as the link shows the link's rate in how it arrives. */
const TRAIN_FACTOR = 2;
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
const IN_FLIGHT_SLACK_MS = 60;
/** Trains of fewer bytes say too little. */
const MIN_TRAIN_BYTES = 2500;
/** Under way before anything was measured, when pictures are small. */
const FIRST_IN_FLIGHT_BYTES = 24_000;
/** How much more than it is given a link without a queue is believed to carry. */
const UNTRIED_FACTOR = 20;
/** After the last train; within it, a report without one only came too early. */
const TRAINLESS_MS = 1500;
const TARGET_FPS = 12;
const MIN_TARGET_BYTES = 4000;

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
  readonly units: number;
}

/**
 * How much the link carries, and so how fast and when pictures leave. Every picture is a train of packets, faster than
 * the link: the time it takes to arrive tells the rate (packet dispersion). A rise of the one-way delay tells whether a
 * slow arrival was the link's queue or mere jitter. Loss alone never lowers anything.
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

  get capacityKbps(): number {
    return this.#capacityKbps;
  }

  /** For the pacer. */
  get trainKbps(): number {
    return this.#capacityKbps * TRAIN_FACTOR;
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
    if (train.bytes < MIN_TRAIN_BYTES) return this.#withoutTrain(received, nowMs);
    this.#measured = true;
    this.#trainMs = nowMs;
    // What the train waited beyond its own length is a queue that stands: the next picture lets it drain.
    const standingMs = this.#riseMs - train.ms;
    if (standingMs > STANDING_QUEUE_MS) {
      this.#linkFreeMs = Math.max(this.#linkFreeMs, nowMs) + Math.min(standingMs, MAX_DRAIN_MS) * DRAINED_SHARE;
    }
    const kbps = Math.min(MAX_KBPS, train.bytes * 8 / Math.max(train.ms, 0.05));
    if (kbps > this.#capacityKbps) {
      this.#capacityKbps = Math.min(kbps, this.#capacityKbps * 2);
    } else if (this.#riseMs > STEEP_QUEUE_MS) {
      this.#capacityKbps = kbps;
    } else if (this.#riseMs > QUEUE_MS) {
      this.#capacityKbps = Math.max(kbps, this.#capacityKbps / 2);
    }
    this.#capacityKbps = Math.max(MIN_KBPS, this.#capacityKbps);
  }

  /** Pictures of a packet or two are no trains: while no queue grows, the link carries more than it is given. */
  #withoutTrain({ kbps: receivedKbps, units }: ReceivedReport, nowMs: number): void {
    if (receivedKbps <= 0 || units === 0 || nowMs < this.#trainMs + TRAINLESS_MS) return;
    if (this.#riseMs > STEEP_QUEUE_MS) {
      this.#capacityKbps = Math.max(MIN_KBPS, Math.min(this.#capacityKbps, receivedKbps), this.#capacityKbps * 0.7);
    } else if (this.#riseMs < QUEUE_MS) {
      this.#measured = true;
      const mayBeKbps = Math.min(MAX_KBPS, receivedKbps * UNTRIED_FACTOR);
      this.#capacityKbps = Math.max(this.#capacityKbps, Math.min(mayBeKbps, this.#capacityKbps * 1.5));
    }
  }

  /** Whether the link will have sent what it was given, and no more is under way than it should be. */
  mayStart(inFlightBytes: number, unitBytes: number, rttMs: number | undefined, nowMs: number): boolean {
    if (nowMs < this.#linkFreeMs) return false;
    // Before the first train came back, a second picture is a risk that a third would double.
    if (rttMs === undefined || !this.#measured) {
      return inFlightBytes <= Math.max(FIRST_IN_FLIGHT_BYTES, unitBytes * 1.5);
    }
    return inFlightBytes <= this.#capacityKbps * (rttMs + IN_FLIGHT_SLACK_MS) / 8 + unitBytes;
  }

  /** When the link is free by its rate. */
  get linkFreeMs(): number {
    return this.#linkFreeMs;
  }

  onSent(bytes: number, nowMs: number): void {
    this.#linkFreeMs = Math.max(this.#linkFreeMs, nowMs) + bytes * 8 / (this.#capacityKbps * USED_SHARE);
  }

  /** Pictures of this size reach a watchable rate. */
  get targetBytes(): number {
    return Math.max(MIN_TARGET_BYTES, Math.floor(this.#capacityKbps * USED_SHARE * 1000 / 8 / TARGET_FPS));
  }
}
