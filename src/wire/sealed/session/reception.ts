import { MAX_REPORTED_FRAMES, type Report } from "./control_message.ts";

/** Part of the wire: PROTOCOL.md, "Control". The smoothing gain of the jitter: RFC 3550, section 6.4.1. */
const JITTER_GAIN = 1 / 16;

// Tuned with `deno task bench:network`.

/**
 * A larger change of the delay, in milliseconds, counts as this much: it comes from a pause of the sender, not from the link.
 */
const MAX_JITTER_MS = 20;
/**
 * The least delay rises by this with each frame, in milliseconds. So at 30 fps, a path that became 30 ms longer counts as normal
 * after 10 s.
 */
const LEAST_TRANSIT_DRIFT_MS = 0.1;
/** A frame is reported once this many later frames have begun. Its packets that have not arrived by then are lost. */
const CLOSED_AFTER_FRAMES = 2;
/** The smoothing gain of the loss: over about 10 reports. */
const LOSS_GAIN = 1 / 24;

interface FrameCount {
  received: number;
  sent: number;
}

/** The packets of a frame, and all others that arrived between the first and the last of them. */
interface Train {
  frameNumber: number;
  firstMs: number;
  lastMs: number;
  /** The bytes of all packets up to the train's first one. */
  bytesBefore: number;
  bytes: number;
  /** How many of these bytes were already reported. */
  reportedBytes: number;
}

export type Measured = Pick<
  Report,
  | "highestNumber"
  | "highestArrivalMs"
  | "receivedPackets"
  | "jitterMs"
  | "receivedKbps"
  | "trainBytes"
  | "trainMs"
  | "frames"
>;

/** Measures the packets that arrive, for the reports to the peer and for this end's own repair. */
export class Reception {
  loss = 0;
  jitterMs = 0;
  /** Whether the frames that arrive refer to others. */
  isPredictive = false;
  #highestNumber = -1;
  #highestArrivalMs = 0;
  #received = 0;
  #reportedReceived = 0;
  #reportedHighest = -1;
  #bytes = 0;
  #allBytes = 0;
  #lastReportMs: number;
  #transitMs: number | undefined;
  #leastTransitMs = Infinity;
  #train: Train | undefined;
  #bestTrain: Train | undefined;
  readonly #open = new Map<number, FrameCount>();
  #closed: FrameCount[] = [];
  #highestFrame = -1;

  constructor(nowMs: number) {
    this.#lastReportMs = nowMs;
  }

  onPacket(number: number, bytes: number, nowMs: number): void {
    this.#received++;
    this.#bytes += bytes;
    this.#allBytes += bytes;
    if (number > this.#highestNumber) {
      this.#highestNumber = number;
      this.#highestArrivalMs = nowMs;
    }
  }

  /** A packet of a video frame arrived, and it was not a resent one. `onPacket` must be called for it first. */
  onVideoPacket(frameNumber: number, sent: number, captureMs: number, nowMs: number): void {
    if (frameNumber > this.#highestFrame) {
      this.#measureJitter(captureMs, nowMs);
      this.#closeUntil(frameNumber);
      this.#keepTrain();
      this.#train = {
        frameNumber,
        firstMs: nowMs,
        lastMs: nowMs,
        bytesBefore: this.#allBytes,
        bytes: 0,
        reportedBytes: 0,
      };
      this.#highestFrame = frameNumber;
    } else if (this.#train?.frameNumber === frameNumber) {
      this.#train.lastMs = nowMs;
      this.#train.bytes = this.#allBytes - this.#train.bytesBefore;
    }
    const count = this.#open.get(frameNumber);
    if (count !== undefined) {
      count.received++;
      count.sent = sent;
    } else if (frameNumber > this.#highestFrame - CLOSED_AFTER_FRAMES) {
      this.#open.set(frameNumber, { received: 1, sent });
    }
  }

  /** How much longer the newest frame took than the fastest recent one, in milliseconds. */
  get lateMs(): number {
    return this.#transitMs === undefined ? 0 : this.#transitMs - this.#leastTransitMs;
  }

  /** How long the newest train has taken to arrive so far, in milliseconds. */
  get trainMs(): number {
    return this.#train === undefined ? 0 : this.#train.lastMs - this.#train.firstMs;
  }

  /** The measurements for a report that is sent now. They are not reported again. */
  take(nowMs: number): Measured {
    this.#keepTrain();
    const expected = this.#highestNumber - this.#reportedHighest;
    if (expected > 0) {
      const share = Math.min(1, Math.max(0, 1 - (this.#received - this.#reportedReceived) / expected));
      this.loss += (share - this.loss) * LOSS_GAIN;
      this.#reportedHighest = this.#highestNumber;
      this.#reportedReceived = this.#received;
    }
    const measured = {
      highestNumber: this.#highestNumber,
      highestArrivalMs: this.#highestArrivalMs,
      receivedPackets: this.#received,
      jitterMs: this.jitterMs,
      receivedKbps: this.#bytes * 8 / Math.max(1, nowMs - this.#lastReportMs),
      trainBytes: this.#bestTrain?.bytes ?? 0,
      trainMs: this.#bestTrain === undefined ? 0 : this.#bestTrain.lastMs - this.#bestTrain.firstMs,
      frames: this.#closed,
    };
    this.#bytes = 0;
    this.#lastReportMs = nowMs;
    this.#bestTrain = undefined;
    this.#closed = [];
    return measured;
  }

  #keepTrain(): void {
    const train = this.#train;
    if (train === undefined || train.bytes === train.reportedBytes) return;
    train.reportedBytes = train.bytes;
    if (train.bytes > (this.#bestTrain?.bytes ?? 0)) this.#bestTrain = { ...train };
  }

  #closeUntil(frameNumber: number): void {
    // After an outage, the frames in between were never sent, or no longer matter.
    const from = Math.max(this.#highestFrame + 1, frameNumber - CLOSED_AFTER_FRAMES);
    for (let missing = from; this.#highestFrame >= 0 && missing < frameNumber; missing++) {
      this.#open.set(missing, { received: 0, sent: 1 });
    }
    for (const [number, count] of this.#open) {
      if (number > frameNumber - CLOSED_AFTER_FRAMES) continue;
      this.#open.delete(number);
      this.#closed.push(count);
    }
    if (this.#closed.length > MAX_REPORTED_FRAMES) this.#closed = this.#closed.slice(-MAX_REPORTED_FRAMES);
  }

  #measureJitter(captureMs: number, nowMs: number): void {
    const transitMs = nowMs - captureMs;
    if (this.#transitMs !== undefined) {
      const difference = Math.min(MAX_JITTER_MS, Math.abs(transitMs - this.#transitMs));
      this.jitterMs += (difference - this.jitterMs) * JITTER_GAIN;
    }
    this.#transitMs = transitMs;
    this.#leastTransitMs = Math.min(this.#leastTransitMs + LEAST_TRANSIT_DRIFT_MS, transitMs);
  }
}
