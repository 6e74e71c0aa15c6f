// Tuned with `deno task bench:network`.

/** A train that leaves at this multiple of the link's rate shows the rate by how it arrives. */
const FAST_FACTOR = 2;
/** The multiple if the link's queue has no room for that. It is still fast enough to show that a link has become wider. */
const GENTLE_FACTOR = 1.25;
/** Above this share of loss, 0 to 1, the queue may have no room. */
const GENTLE_ABOVE_LOSS = 0.04;
/** A train that arrives at more than this multiple of the believed rate shows that the link carries more. */
const WIDER_FACTOR = 1.15;

/**
 * How fast a train leaves, as a multiple of the link's rate. A train has to be faster than the link to measure it, but what
 * does not fit into the link's queue is lost.
 *
 * The speed is gentle while packets are lost and no train arrives faster than the believed rate, because then the queue is
 * short. If trains do arrive faster, packets are lost by chance, which says nothing about the queue.
 */
export class TrainSpeed {
  #isGentle = false;

  get factor(): number {
    return this.#isGentle ? GENTLE_FACTOR : FAST_FACTOR;
  }

  /** A train arrived. `capacityKbps`: the rate believed before it. `loss`: the share of packets lost lately, 0 to 1. */
  onTrain(trainKbps: number, fastestKbps: number, capacityKbps: number, loss: number): void {
    if (trainKbps > capacityKbps * WIDER_FACTOR) this.#isGentle = false;
    else if (loss > GENTLE_ABOVE_LOSS && fastestKbps < capacityKbps * WIDER_FACTOR) this.#isGentle = true;
  }
}
