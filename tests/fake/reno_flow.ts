import type { LossyLink } from "./lossy_link.ts";
import type { WirePair } from "./wire_pair.ts";

/** Payload of one TCP segment with its TCP header, in bytes. */
const SEGMENT_BYTES = 1472;
const FIRST_WINDOW = 10;
/** As many later segments arrive before one counts as lost. */
const DUPLICATES = 3;
const TIMEOUT_MS = 1000;

/**
 * A bulk TCP transfer over one direction of a link, beside what else it carries: slow start, congestion avoidance, and half
 * the window for a loss (Reno, RFC 5681). Acknowledgements arrive after `ackMs`, and are never lost.
 */
export class RenoFlow {
  deliveredBytes = 0;
  readonly #segments = new Map<unknown, number>();
  readonly #inFlight = new Set<number>();
  #window = FIRST_WINDOW;
  #threshold = Infinity;
  #next = 0;
  /** Losses of earlier segments belong to the same event. */
  #recoverAt = 0;
  #lastAckMs: number;

  // deno-lint-ignore no-explicit-any -- what the link carries besides is not looked at
  constructor(readonly pair: WirePair, readonly link: LossyLink<any>, readonly ackMs: number) {
    this.#lastAckMs = pair.nowMs;
    const take = link.take.bind(link);
    link.take = (nowMs) => {
      for (let packet; (packet = take(nowMs)) !== undefined;) {
        const number = this.#segments.get(packet);
        if (number === undefined) return packet;
        this.#segments.delete(packet);
        this.deliveredBytes += SEGMENT_BYTES;
        pair.at(nowMs + ackMs, () => this.#acknowledged(number));
      }
    };
    this.#send();
    this.#watch();
  }

  #acknowledged(number: number): void {
    this.#lastAckMs = this.pair.nowMs;
    this.#inFlight.delete(number);
    this.#window += this.#window < this.#threshold ? 1 : 1 / this.#window;
    for (const earlier of this.#inFlight) {
      if (earlier > number - DUPLICATES) break;
      this.#inFlight.delete(earlier);
      if (earlier < this.#recoverAt) continue;
      this.#recoverAt = this.#next;
      this.#threshold = this.#window = Math.max(2, this.#window / 2);
    }
    this.#send();
  }

  #send(): void {
    while (this.#inFlight.size < this.#window) {
      const packet = {}, number = this.#next++;
      this.#segments.set(packet, number);
      this.#inFlight.add(number);
      this.link.send(packet, SEGMENT_BYTES, this.pair.nowMs);
    }
  }

  #watch(): void {
    this.pair.at(this.pair.nowMs + TIMEOUT_MS, () => {
      if (this.pair.nowMs >= this.#lastAckMs + TIMEOUT_MS) {
        this.#inFlight.clear();
        this.#threshold = Math.max(2, this.#window / 2);
        this.#window = 1;
        this.#send();
      }
      this.#watch();
    });
  }
}
