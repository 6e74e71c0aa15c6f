/** @import { WorkletScope } from "./play_worklet.js" */

const scope = /** @type {WorkletScope} */ (/** @type {unknown} */ (globalThis));

/** A frame, as SOUND_FRAME_SAMPLES in sound_device.ts. */
const FRAME = 480;
const RATE_HZ = 48_000;

/** Sends what comes in, in frames: `{ samples, atS }`, where the first sample came at `atS` of the context's time. `null` ends it. */
class Capture extends scope.AudioWorkletProcessor {
  #samples = new Float32Array(FRAME);
  #filled = 0;
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = () => this.#ended = true;
  }

  /** @param {Float32Array[][]} inputs */
  process([[input]]) {
    if (this.#ended) return false;
    // None: the microphone has not begun yet.
    for (let at = 0; input !== undefined && at < input.length;) {
      const taken = input.subarray(at, at + FRAME - this.#filled);
      this.#samples.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled < FRAME) break;
      const atS = scope.currentTime + (at - FRAME) / RATE_HZ;
      this.port.postMessage({ samples: this.#samples, atS }, [this.#samples.buffer]);
      this.#samples = new Float32Array(FRAME);
      this.#filled = 0;
    }
    return true;
  }
}

scope.registerProcessor("capture", Capture);
