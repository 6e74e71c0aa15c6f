import { SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";

/** Cuts samples that come in pieces of any length into frames. */
export class FrameCutter {
  #frame = new Float32Array(SOUND_FRAME_SAMPLES);
  #filled = 0;

  /** How many samples of the next frame are there. */
  get waiting(): number {
    return this.#filled;
  }

  /** The frames that `samples` complete, each in memory of its own. */
  *push(samples: Float32Array): Generator<Float32Array> {
    for (let at = 0; at < samples.length;) {
      const taken = samples.subarray(at, at + SOUND_FRAME_SAMPLES - this.#filled);
      this.#frame.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled < SOUND_FRAME_SAMPLES) return;
      const frame = this.#frame;
      this.#frame = new Float32Array(SOUND_FRAME_SAMPLES);
      this.#filled = 0;
      yield frame;
    }
  }
}
