import type { LossCounts } from "./loss_counts.ts";

/** Packets carry their number modulo 65,536. */
const NUMBER_BITS = 16;
/** A packet whose number is this far from the newest one comes from a sender that has started again. */
const FAR_PACKETS = 2000;

/** Counts the packets of sound that arrive, and those that do not, by their numbers. */
export class LossCounter {
  /** The number of the newest packet. */
  #newest: number | undefined;
  #counts: LossCounts = { receivedPackets: 0, lostPackets: 0, lossRuns: 0 };

  /** A packet has arrived. One that was overtaken stays lost: it is too late to be played. One that comes twice counts once. */
  add(number: number): void {
    const shift = 32 - NUMBER_BITS;
    // The difference of two 16-bit numbers, from -32,768 to 32,767.
    const ahead = this.#newest === undefined ? 1 : (number - this.#newest) << shift >> shift;
    if (ahead <= 0 && ahead > -FAR_PACKETS) return;
    this.#newest = number;
    const lost = ahead > 1 && ahead < FAR_PACKETS ? ahead - 1 : 0;
    const { receivedPackets, lostPackets, lossRuns } = this.#counts;
    this.#counts = {
      receivedPackets: receivedPackets + 1,
      lostPackets: lostPackets + lost,
      lossRuns: lossRuns + (lost > 0 ? 1 : 0),
    };
  }

  /** Since the beginning. */
  get counts(): LossCounts {
    return this.#counts;
  }
}
