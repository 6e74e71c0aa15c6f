import { PlayBuffer } from "./play_buffer.js";

/**
 * What a worklet's scope has besides that of a page (Web Audio API, 1.32).
 * @typedef {object} WorkletScope
 * @property {{ new(): { readonly port: MessagePort } }} AudioWorkletProcessor
 * @property {(name: string, processor: { new(): unknown }) => void} registerProcessor
 * @property {number} currentTime in seconds
 */

const scope = /** @type {WorkletScope} */ (/** @type {unknown} */ (globalThis));

/** In samples a second. */
const RATE_HZ = 48_000;

/**
 * Plays the frames that it is sent, and asks for more as it needs them: `{ count, atS }`, where the first will be heard at `atS` of
 * the context's time. `null` ends it.
 */
class Play extends scope.AudioWorkletProcessor {
  #buffer = new PlayBuffer();
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data === null) this.#ended = true;
      else this.#buffer.add(data);
    };
  }

  /**
   * @param {Float32Array[][]} _inputs
   * @param {Float32Array[][]} outputs
   */
  process(_inputs, [[out]]) {
    if (this.#ended) return false;
    this.#buffer.take(out);
    const { lead } = this.#buffer;
    const count = this.#buffer.want();
    if (count > 0) this.port.postMessage({ count, atS: scope.currentTime + (out.length + lead) / RATE_HZ });
    return true;
  }
}

scope.registerProcessor("play", Play);
