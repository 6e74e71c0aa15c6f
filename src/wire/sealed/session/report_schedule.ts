// Part of the wire: PROTOCOL.md, "Rate" and "A call". Times are milliseconds.

/** The time between two reports. */
const REPORT_MS = 100;
/** The same for frames that refer to others: their encoder follows the rate, and waits while too much is in flight. */
const PREDICTIVE_REPORT_MS = 50;
/** The same while each report matters: while the link is new, slow or lossy. */
const CLOSE_REPORT_MS = 25;
/** The same while nothing arrives from the peer. */
const SILENT_REPORT_MS = 50;
/** The share of the link that frequent reports may take. */
const REPORT_SHARE = 0.03;
/** The size of one report with its packet, IP and UDP headers. */
const REPORT_BITS = 113 * 8;

// Tuned with `deno task bench:network`.

/** A link is slow if a train takes this long, in milliseconds, or frames are this late. */
const SLOW_TRAIN_MS = 12, LATE_MS = 12;
/** A link is lossy above this share of packets lost. */
const LOSSY = 0.002;
/** A link is new for this many milliseconds. */
const NEW_CALL_MS = 1500;

/** What decides how often the peer needs a report. */
export interface ReportNeed {
  /** How long the newest train took to arrive. */
  readonly trainMs: number;
  /** How late frames arrive. */
  readonly lateMs: number;
  /** The share of packets lost, 0 to 1. */
  readonly loss: number;
  /** The link rate in the direction of the reports. */
  readonly capacityKbps: number;
  /** Whether frames arrive that refer to others. */
  readonly isPredictive: boolean;
  /** Whether nothing arrives from the peer. */
  readonly silent: boolean;
}

/** When reports are sent. */
export class ReportSchedule {
  readonly #startMs: number;
  #lastMs = -Infinity;
  #nextMs: number;

  constructor(nowMs: number) {
    this.#startMs = this.#nextMs = nowMs;
  }

  get deadlineMs(): number {
    return this.#nextMs;
  }

  /** Makes a report due now: there is something that the peer should know at once. */
  hurry(nowMs: number): void {
    this.#nextMs = nowMs;
  }

  /** Returns whether a report is due. If so, it counts as sent. */
  take({ trainMs, lateMs, loss, capacityKbps, isPredictive, silent }: ReportNeed, nowMs: number): boolean {
    const isClose = trainMs > SLOW_TRAIN_MS || lateMs > LATE_MS || loss > LOSSY || nowMs < this.#startMs + NEW_CALL_MS;
    if (isClose || isPredictive) {
      const affordableMs = Math.min(REPORT_MS, REPORT_BITS / REPORT_SHARE / capacityKbps);
      const closeMs = isClose ? CLOSE_REPORT_MS : PREDICTIVE_REPORT_MS;
      this.#nextMs = Math.min(this.#nextMs, this.#lastMs + Math.max(closeMs, affordableMs));
    }
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + (silent ? SILENT_REPORT_MS : REPORT_MS);
    this.#lastMs = nowMs;
    return true;
  }
}
