const REPORT_MS = 100;
/** Where each counts: a narrow or lossy link, or one that is not known yet. */
const CLOSE_REPORT_MS = 25;
const SILENT_REPORT_MS = 50;
/** What makes a link one of those. */
const SLOW_TRAIN_MS = 12, LATE_MS = 12, LOSSY = 0.002, NEW_CALL_MS = 1500;
/** One report with its packet, IP and UDP headers; and the share of a narrow link that they may take. */
const REPORT_BITS = 113 * 8, REPORT_SHARE = 0.03;

/** What tells how often the other end has to know. */
export interface ReportNeed {
  /** How long the newest train took. */
  readonly trainMs: number;
  /** How late pictures come. */
  readonly lateMs: number;
  /** 0 to 1. */
  readonly loss: number;
  /** Of the link that the reports take. */
  readonly capacityKbps: number;
  /** Nothing is heard from the other end. */
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

  /** There is something to tell. */
  hurry(nowMs: number): void {
    this.#nextMs = nowMs;
  }

  /** Whether one is due; then it counts as sent. */
  take({ trainMs, lateMs, loss, capacityKbps, silent }: ReportNeed, nowMs: number): boolean {
    if (trainMs > SLOW_TRAIN_MS || lateMs > LATE_MS || loss > LOSSY || nowMs < this.#startMs + NEW_CALL_MS) {
      const affordableMs = Math.min(REPORT_MS, REPORT_BITS / REPORT_SHARE / capacityKbps);
      this.#nextMs = Math.min(this.#nextMs, this.#lastMs + Math.max(CLOSE_REPORT_MS, affordableMs));
    }
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + (silent ? SILENT_REPORT_MS : REPORT_MS);
    this.#lastMs = nowMs;
    return true;
  }
}
