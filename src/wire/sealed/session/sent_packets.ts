import type { Report } from "./control_message.ts";

/** Part of the wire: PROTOCOL.md, "Packet size". The share of lost packets is measured over this time, in milliseconds. */
const LOST_SHARE_MS = 1000;
/** How many of the latest packets are remembered: enough for two seconds at 4000 packets a second. Not tuned. */
const REMEMBERED = 8192;

/** When the latest packets left, and how many bytes are still in flight. */
export class SentPackets {
  readonly #sentMs = new Float64Array(REMEMBERED);
  readonly #bytesBefore = new Float64Array(REMEMBERED);
  #bytes = 0;
  #next = 0;
  #highestArrived = -1;
  #arrivedBytes = 0;
  /** Packets before this one count as lost. */
  #unheardFrom = 0;
  /** Reports of the last second. The first one is a second old, or the oldest there is. */
  readonly #reported = [{ highestNumber: -1, receivedPackets: 0, atMs: -Infinity }];

  onSent(number: number, bytes: number, nowMs: number): void {
    this.#sentMs[number % REMEMBERED] = nowMs;
    this.#bytes += bytes;
    this.#bytesBefore[number % REMEMBERED] = this.#bytes;
    this.#next = number + 1;
  }

  /**
   * The peer has this packet, so those before it are no longer in flight. Returns when it was sent, in milliseconds, if that is
   * still known.
   */
  onArrived(number: number): number | undefined {
    if (number < 0 || number >= this.#next || this.#next - number > REMEMBERED) return undefined;
    if (number > this.#highestArrived) {
      this.#highestArrived = number;
      this.#arrivedBytes = Math.max(this.#arrivedBytes, this.#bytesBefore[number % REMEMBERED]);
    }
    return this.#sentMs[number % REMEMBERED];
  }

  /**
   * The share of packets that the peer did not receive, of about the last second, up to the newest that arrived.
   */
  lostShare(
    { highestNumber, receivedPackets }: Pick<Report, "highestNumber" | "receivedPackets">,
    nowMs: number,
  ): number {
    this.#reported.push({ highestNumber, receivedPackets, atMs: nowMs });
    while (this.#reported[1].atMs <= nowMs - LOST_SHARE_MS) this.#reported.shift();
    const [oldest] = this.#reported;
    const expected = highestNumber - oldest.highestNumber, received = receivedPackets - oldest.receivedPackets;
    return expected <= 0 || received < 0 ? 0 : Math.max(0, 1 - received / expected);
  }

  /** How long ago the first of the packets was sent that are newer than all that have arrived; 0 if there is none. */
  unheardMs(nowMs: number): number {
    const first = Math.max(this.#highestArrived + 1, this.#unheardFrom);
    return first >= this.#next
      ? 0
      : this.#next - first > REMEMBERED
      ? Infinity
      : nowMs - this.#sentMs[first % REMEMBERED];
  }

  get inFlightBytes(): number {
    return this.#bytes - this.#arrivedBytes;
  }

  /** The link was interrupted: what was in flight is lost. */
  forget(): void {
    this.#arrivedBytes = this.#bytes;
    this.#unheardFrom = this.#next;
  }
}
