const SECOND_MS = 1000;
/**
 * What is decoded is counted in units of so many bytes: a server's packet is one or two. One of 9000 bytes may hold hundreds of records,
 * and costs 5 ms.
 */
const UNIT_BYTES = 500;
/** Units of a sender in a second, whatever others send: a server has a few packets to say. */
const OWN_UNITS = 10;
/** Senders who have so much of their own; a flood may be sent in anybody's name. */
const SENDERS = 32;
/** Units in a second for whoever sends more: a network of hundreds of machines has fewer, and a flood must not cost a call its time. */
const COMMON_UNITS = 90;

/** Which packets are decoded, so that nobody's keep those of others from being heard. */
export class SenderShares {
  #sinceMs: number;
  readonly #ofSender = new Map<string, number>();
  #common = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  take(sender: string, bytes: number, nowMs: number): boolean {
    if (nowMs >= this.#sinceMs + SECOND_MS) {
      this.#sinceMs = nowMs;
      this.#ofSender.clear();
      this.#common = 0;
    }
    const units = Math.max(1, Math.ceil(bytes / UNIT_BYTES));
    const own = this.#ofSender.get(sender) ?? (this.#ofSender.size < SENDERS ? 0 : OWN_UNITS);
    if (own + units <= OWN_UNITS) {
      this.#ofSender.set(sender, own + units);
      return true;
    }
    if (this.#common + units > COMMON_UNITS) return false;
    this.#common += units;
    return true;
  }
}
