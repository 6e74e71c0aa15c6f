import { WindowedMinimum } from "../../../media/rate/windowed_minimum.ts";
import { TextLoss } from "./text_loss.ts";
import { TEXT_SEGMENT_BYTES, TEXT_WINDOW_BYTES } from "./text_stream.ts";

/** RFC 6928: what a path carries that nothing is known of. */
const INITIAL_BYTES = 10 * TEXT_SEGMENT_BYTES;
const MIN_BYTES = 4 * TEXT_SEGMENT_BYTES;
const MAX_BYTES = TEXT_WINDOW_BYTES - 64 * 1024;
/** The queue that text may make at a bottleneck. Below what the pictures' rate takes for a queue. */
const TARGET_QUEUE_MS = 15;
const BACK_OFF = 0.7;
/** The quickest round trip of this long, or up to twice, is that of an empty queue. */
const BASE_WINDOW_MS = 10_000;
/** RFC 6817's current filter: of so many acknowledgements, within two round trips, the quickest counts. */
const LATEST_ROUND_TRIPS = 8;
/** After such a pause the window says nothing of the link any more. */
const IDLE_MS = 1000;
/** What is left of the window after losses that it made, beside those. */
const LOSSY_BACK_OFF = 0.95;
/** A window that lost too much is not soon tried again: for so long it grows slowly from there, and then as at first. */
const CEILING_MS = 4000;
const SEGMENTS_EACH_RTT = 2, SEGMENTS_ABOVE_CEILING = 0.25;

/**
 * How much text may be under way: as much as makes no queue. It doubles each RTT until the round trip grows, and from
 * then on follows the delay (LEDBAT, RFC 6817). Losses lower it where fewer are lost with less under way: a queue too
 * short for its delay to show.
 */
export class TextWindow {
  #bytes = INITIAL_BYTES;
  #starting = true;
  readonly #baseMs = new WindowedMinimum(BASE_WINDOW_MS);
  #backedOffMs = -Infinity;
  readonly #latest: { readonly rttMs: number; readonly atMs: number }[] = [];
  #usedMs = -Infinity;
  readonly #loss = new TextLoss();
  #sendings = 0;
  /** Before the losses that led to less; taken up again when that did not help. */
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

  /** What became of a sending. */
  count(sending: number, lost: boolean): void {
    this.#loss.count(sending, lost);
  }

  /**
   * `ackedBytes` came; `rttMs` is the quickest round trip among them, where one can tell; `full`: the window was what
   * kept more from being under way.
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
    } else if (full && !this.#loss.trying) {
      if (this.#ceilingBytes < Infinity && nowMs > this.#ceilingMs + CEILING_MS) {
        this.#ceilingBytes = Infinity;
        this.#starting = true;
      }
      const segments = this.#bytes < this.#ceilingBytes ? SEGMENTS_EACH_RTT : SEGMENTS_ABOVE_CEILING;
      const gain = this.#starting ? 1 : (1 - queueMs / TARGET_QUEUE_MS) * TEXT_SEGMENT_BYTES * segments / this.#bytes;
      this.#bytes = Math.min(MAX_BYTES, this.#bytes + ackedBytes * gain);
    }
  }

  /** The link was away, or is another. */
  restart(): void {
    this.#bytes = INITIAL_BYTES;
    this.#starting = true;
    this.#ceilingBytes = Infinity;
    this.#loss.restart(this.#sendings);
  }

  /** Jitter makes one round trip long and not the next. */
  #leastOfLatest(rttMs: number, nowMs: number): number {
    this.#latest.push({ rttMs, atMs: nowMs });
    const old = this.#latest.findIndex(({ atMs }) => atMs > nowMs - 2 * rttMs);
    this.#latest.splice(0, Math.max(old, this.#latest.length - LATEST_ROUND_TRIPS));
    return Math.min(...this.#latest.map((sample) => sample.rttMs));
  }

  #judgeLoss(nowMs: number): void {
    const verdict = this.#loss.judge(this.#bytes / TEXT_SEGMENT_BYTES, this.#sendings);
    switch (verdict?.kind) {
      case "less":
        this.#bytesBefore = this.#bytes;
        this.#bytes = Math.max(MIN_BYTES, this.#bytes * (1 - verdict.excess) * LOSSY_BACK_OFF);
        return;
      case "again":
        this.#bytes = Math.max(this.#bytes, this.#bytesBefore);
        return;
      case "kept":
        this.#starting = false;
        this.#ceilingBytes = this.#bytes;
        this.#ceilingMs = nowMs;
    }
  }
}
