import { SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";

/** In samples: 10 ms. */
const BLOCK = SOUND_FRAME_SAMPLES;
/**
 * How many blocks may wait for their turn. Each makes the echo seem 10 ms sooner, and no echo may seem to come before its
 * sound: a loudspeaker and a microphone together have a delay of at least 25 ms.
 */
const MAX_WAITING = 2;
/** After more captured blocks than this without a played one, the loudspeaker stands still, and silence counts as played. */
const MAX_MISSED = 4;

/**
 * Pairs what is played with what is captured, block by block, as an echo canceller needs it. The two devices run in bursts,
 * and by clocks of their own: now and then there is a block more or less. The queue is bounded: if too many wait, two go at once.
 */
export class FarQueue {
  private readonly blocks = Array.from({ length: MAX_WAITING + 1 }, () => new Float32Array(BLOCK));
  private readonly silence = new Float32Array(BLOCK);
  private first = 0;
  private waiting = 0;
  private missed = 0;
  private overtaken = 0;

  /** `far` is copied. One that comes while the queue is full takes the place of the oldest. */
  push(far: Float32Array): void {
    if (this.waiting === this.blocks.length) {
      this.first = (this.first + 1) % this.blocks.length;
      this.waiting--;
      this.overtaken++;
    }
    this.blocks[(this.first + this.waiting) % this.blocks.length].set(far);
    this.waiting++;
  }

  /**
   * Calls `play` for each block that belongs to the next captured one: usually one, sometimes none or two. Its array is
   * valid meanwhile. Returns by how many blocks later (above 0) or sooner (below 0) echoes seem to come from now on.
   */
  take(play: (far: Float32Array) => void): number {
    let taken = this.overtaken;
    for (let n = 0; n < this.overtaken; n++) play(this.silence);
    this.overtaken = 0;
    const isFull = this.waiting > MAX_WAITING;
    for (let n = 0; n < (isFull ? 2 : 1) && this.waiting > 0; n++) {
      play(this.blocks[this.first]);
      this.first = (this.first + 1) % this.blocks.length;
      this.waiting--;
      taken++;
    }
    if (taken > 0) this.missed = 0;
    else if (++this.missed > MAX_MISSED) {
      play(this.silence);
      return 0;
    }
    return taken - 1;
  }
}
