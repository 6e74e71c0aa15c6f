const SECOND_MS = 1000;
/**
 * Decoding is counted in units of this many bytes. A server's packet is one or two; one of 9000 bytes may hold hundreds of records
 * and takes 5 ms.
 */
const UNIT_BYTES = 500;
/** Units a second that each sender has to itself: a server sends a few packets. */
const OWN_UNITS = 10;
/** Senders that have such a share; the sources of a flood may be forged. */
const SENDERS = 32;
/**
 * Units a second shared by senders above their own: more than a network of hundreds of machines sends, and few enough for a
 * call during a flood.
 */
const COMMON_UNITS = 90;

/** Chooses which packets are decoded, so that no sender crowds out another. */
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
