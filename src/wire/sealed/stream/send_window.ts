import { WindowedMinimum } from "../../../media/rate/windowed_minimum.ts";
import { LossJudge } from "./loss_judge.ts";
import { RECEIVE_WINDOW_BYTES, SEGMENT_BYTES } from "./reliable_stream.ts";

/** The window for a path of which nothing is known: RFC 6928. */
const INITIAL_BYTES = 10 * SEGMENT_BYTES;
const MIN_BYTES = 4 * SEGMENT_BYTES;
const MAX_BYTES = RECEIVE_WINDOW_BYTES - 64 * 1024;
/** The queue that a stream may cause at a bottleneck. It is short enough not to lower the link rate of the pictures. */
const TARGET_QUEUE_MS = 15;
const BACK_OFF = 0.7;
/** The fastest round trip of this much time, or more, is taken as that of an empty queue. */
const BASE_WINDOW_MS = 10_000;
/** The current filter of RFC 6817: the fastest of this many acknowledgements counts, within two round trips. */
const LATEST_ROUND_TRIPS = 8;
/** After a pause of this length the window says nothing about the link. */
const IDLE_MS = 1000;
/** A window that lost too much is reduced by its losses, and by this factor. */
const LOSSY_BACK_OFF = 0.95;
/** For this long, a window that was reduced because of losses grows slowly. Then it grows as at the start. */
const CEILING_MS = 4000;
const SEGMENTS_EACH_RTT = 2, SEGMENTS_ABOVE_CEILING = 0.25;

/**
 * How many bytes of a stream may be in flight without causing a queue. The window doubles each RTT until the round trip becomes
 * longer, and then follows the delay (LEDBAT, RFC 6817). Losses reduce it if a smaller window loses less: then the queue is so
 * short that it shows in losses and not in the delay.
 */
export class SendWindow {
  #bytes = INITIAL_BYTES;
  #starting = true;
  readonly #baseMs = new WindowedMinimum(BASE_WINDOW_MS);
  #backedOffMs = -Infinity;
  readonly #latest: { readonly rttMs: number; readonly atMs: number }[] = [];
  #usedMs = -Infinity;
  readonly #judge = new LossJudge();
  #sendings = 0;
  /** The window before losses reduced it. It is restored if that did not help. */
  #bytesBefore = 0;
  #ceilingBytes = Infinity;
  #ceilingMs = -Infinity;

  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the number of this sending. */
  onSent(nowMs: number): number {
    if (nowMs > this.#usedMs + IDLE_MS) this.restart();
    this.#usedMs = nowMs;
    return this.#sendings++;
  }

  /** Counts a sending as lost or arrived. */
  count(sending: number, lost: boolean): void {
    this.#judge.count(sending, lost);
  }

  /**
   * `ackedBytes` arrived. `rttMs` is the fastest round trip among them, if it is known. `full` means that the window limited what
   * was in flight.
   */
  onAcknowledged(ackedBytes: number, rttMs: number | undefined, full: boolean, nowMs: number): void {
    this.#usedMs = nowMs;
    this.#judgeLoss(nowMs);
    if (rttMs === undefined) return;
    this.#baseMs.add(rttMs, nowMs);
    const queueMs = this.#leastOfLatest(rttMs, nowMs) - this.#baseMs.value;
    if (queueMs > TARGET_QUEUE_MS) {
      this.#starting = false;
      if (nowMs < this.#backedOffMs + rttMs) return;
      this.#backedOffMs = nowMs;
      this.#bytes = Math.max(MIN_BYTES, this.#bytes * BACK_OFF);
    } else if (full && !this.#judge.testing) {
      if (this.#ceilingBytes < Infinity && nowMs > this.#ceilingMs + CEILING_MS) {
        this.#ceilingBytes = Infinity;
        this.#starting = true;
      }
      const segments = this.#bytes < this.#ceilingBytes ? SEGMENTS_EACH_RTT : SEGMENTS_ABOVE_CEILING;
      const gain = this.#starting ? 1 : (1 - queueMs / TARGET_QUEUE_MS) * SEGMENT_BYTES * segments / this.#bytes;
      this.#bytes = Math.min(MAX_BYTES, this.#bytes + ackedBytes * gain);
    }
  }

  /** The link was interrupted, or has changed. */
  restart(): void {
    this.#bytes = INITIAL_BYTES;
    this.#starting = true;
    this.#ceilingBytes = Infinity;
    this.#judge.restart(this.#sendings);
  }

  /** The fastest of the latest round trips: with jitter, a single one may be long without a queue. */
  #leastOfLatest(rttMs: number, nowMs: number): number {
    this.#latest.push({ rttMs, atMs: nowMs });
    const old = this.#latest.findIndex(({ atMs }) => atMs > nowMs - 2 * rttMs);
    this.#latest.splice(0, Math.max(old, this.#latest.length - LATEST_ROUND_TRIPS));
    return Math.min(...this.#latest.map((sample) => sample.rttMs));
  }

  #judgeLoss(nowMs: number): void {
    const response = this.#judge.judge(this.#bytes / SEGMENT_BYTES, this.#sendings);
    switch (response?.kind) {
      case "reduce":
        this.#bytesBefore = this.#bytes;
        this.#bytes = Math.max(MIN_BYTES, this.#bytes * (1 - response.excess) * LOSSY_BACK_OFF);
        return;
      case "restore":
        this.#bytes = Math.max(this.#bytes, this.#bytesBefore);
        return;
      case "keep":
        this.#starting = false;
        this.#ceilingBytes = this.#bytes;
        this.#ceilingMs = nowMs;
    }
  }
}
