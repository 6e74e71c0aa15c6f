const SECOND_MS = 1000;
/** Packets of a sender that are decoded in a second, whatever others send: a server has a few to say. */
const OWN_PACKETS = 10;
/** Senders who have so much of their own; a flood may be sent in anybody's name. */
const SENDERS = 64;
/** Packets in a second for whoever sends more: a network of hundreds of machines has fewer, and a flood must not cost a call its time. */
const COMMON_PACKETS = 90;

/** Which packets are decoded, so that nobody's keep those of others from being heard. */
export class SenderShares {
  #sinceMs: number;
  readonly #ofSender = new Map<string, number>();
  #common = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  take(sender: string, nowMs: number): boolean {
    if (nowMs >= this.#sinceMs + SECOND_MS) {
      this.#sinceMs = nowMs;
      this.#ofSender.clear();
      this.#common = 0;
    }
    const own = this.#ofSender.get(sender) ?? (this.#ofSender.size < SENDERS ? 0 : OWN_PACKETS);
    if (own < OWN_PACKETS) {
      this.#ofSender.set(sender, own + 1);
      return true;
    }
    return this.#common++ < COMMON_PACKETS;
  }
}
