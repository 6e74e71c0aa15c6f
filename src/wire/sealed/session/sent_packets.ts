import type { Report } from "./control_message.ts";

/** How many of the latest packets are remembered; at 4000 packets a second, two seconds. */
const REMEMBERED = 8192;
const LOST_SHARE_MS = 1000;

/** When the latest packets left, and how many bytes are still under way. */
export class SentPackets {
  readonly #sentMs = new Float64Array(REMEMBERED);
  readonly #bytesBefore = new Float64Array(REMEMBERED);
  #bytes = 0;
  #next = 0;
  #highestArrived = -1;
  #arrivedBytes = 0;
  #progressMs = -Infinity;
  /** The first is a second old, or the oldest there is. */
  readonly #reported = [{ highestNumber: -1, receivedPackets: 0, atMs: -Infinity }];

  onSent(number: number, bytes: number, nowMs: number): void {
    if (this.inFlightBytes === 0) this.#progressMs = nowMs;
    this.#sentMs[number % REMEMBERED] = nowMs;
    this.#bytes += bytes;
    this.#bytesBefore[number % REMEMBERED] = this.#bytes;
    this.#next = number + 1;
  }

  /** The peer has this one, and those before it are not under way any more. Says when it left, if that is still known. */
  onArrived(number: number, nowMs: number): number | undefined {
    if (number < 0 || number >= this.#next || this.#next - number > REMEMBERED) return undefined;
    if (number > this.#highestArrived) {
      this.#highestArrived = number;
      this.#progressMs = nowMs;
      this.#arrivedBytes = Math.max(this.#arrivedBytes, this.#bytesBefore[number % REMEMBERED]);
    }
    return this.#sentMs[number % REMEMBERED];
  }

  /** The share of what left in the last second or so, up to the newest packet that arrived, that the peer did not get. */
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

  get inFlightBytes(): number {
    return this.#bytes - this.#arrivedBytes;
  }

  /** When the peer last was known to have got more; or when the first left of what is under way. */
  get progressMs(): number {
    return this.#progressMs;
  }

  /** The link was away: what was under way is gone. */
  forget(): void {
    this.#arrivedBytes = this.#bytes;
  }
}
