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
/** After such a pause the window says nothing of the link any more. */
const IDLE_MS = 1000;

/**
 * How much text may be under way: as much as makes no queue. It doubles each RTT until the round trip grows, and from
 * then on follows the delay (LEDBAT, RFC 6817). Loss alone lowers nothing.
 */
export class TextWindow {
  #bytes = INITIAL_BYTES;
  #starting = true;
  #baseMs = Infinity;
  #nextBaseMs = Infinity;
  #baseSinceMs = -Infinity;
  #backedOffMs = -Infinity;
  #usedMs = -Infinity;

  get bytes(): number {
    return this.#bytes;
  }

  onSent(nowMs: number): void {
    if (nowMs > this.#usedMs + IDLE_MS) this.restart();
    this.#usedMs = nowMs;
  }

  /**
   * `ackedBytes` came; `rttMs` is the quickest round trip among them, where one can tell; `full`: the window was what
   * kept more from being under way.
   */
  onAcknowledged(ackedBytes: number, rttMs: number | undefined, full: boolean, nowMs: number): void {
    this.#usedMs = nowMs;
    if (rttMs === undefined) return;
    if (nowMs > this.#baseSinceMs + BASE_WINDOW_MS) {
      this.#baseMs = this.#nextBaseMs;
      this.#nextBaseMs = Infinity;
      this.#baseSinceMs = nowMs;
    }
    this.#baseMs = Math.min(this.#baseMs, rttMs);
    this.#nextBaseMs = Math.min(this.#nextBaseMs, rttMs);
    const queueMs = rttMs - this.#baseMs;
    if (queueMs > TARGET_QUEUE_MS) {
      this.#starting = false;
      if (nowMs < this.#backedOffMs + rttMs) return;
      this.#backedOffMs = nowMs;
      this.#bytes = Math.max(MIN_BYTES, this.#bytes * BACK_OFF);
    } else if (full) {
      const gain = this.#starting ? 1 : (1 - queueMs / TARGET_QUEUE_MS) * TEXT_SEGMENT_BYTES * 2 / this.#bytes;
      this.#bytes = Math.min(MAX_BYTES, this.#bytes + ackedBytes * gain);
    }
  }

  /** The link was away, or is another. */
  restart(): void {
    this.#bytes = INITIAL_BYTES;
    this.#starting = true;
  }
}
