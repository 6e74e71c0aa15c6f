/** @import { PageOpening } from "../../sound/page/sound_page.ts" */
/** @import { PageSoundPorts } from "./page_sound.js" */
/** @import { SoundContext } from "./sound_context.js" */
import { heardMs, SoundEnd } from "./sound_context.js";
import { deviceId } from "./sound_device_list.js";

/** `setSinkId` is not yet everywhere. @typedef {AudioContext & { setSinkId?: (id: string) => Promise<void> }} SinkContext */

/** A loudspeaker that plays what vchat sends, and asks for it frame by frame. */
export class PageSpeaker {
  #context;
  #opening;
  #ports;
  /** @type {AudioWorkletNode | undefined} */
  #node;
  #hasContext = false;
  #isClosed = false;
  /** The system's name of the chosen device. */
  #sink = "";

  /**
   * @param {SoundContext} context
   * @param {PageOpening} opening
   * @param {PageSoundPorts} ports
   */
  constructor(context, opening, ports) {
    this.#context = context;
    this.#opening = opening;
    this.#ports = ports;
  }

  /** Rejects with a {@linkcode SoundEnd}. */
  async open() {
    const { wanted, openingId } = this.#opening;
    const context = /** @type {SinkContext} */ (await this.#context.open());
    this.#hasContext = true;
    if (this.#isClosed) return this.close();
    this.#sink = wanted === undefined ? "" : await deviceId("audiooutput", wanted);
    if (context.setSinkId !== undefined) {
      await context.setSinkId(this.#sink).catch(() => {
        throw new SoundEnd("not_found");
      });
    } else if (wanted !== undefined) throw new SoundEnd("not_found");
    if (this.#isClosed) return;
    const node = this.#node = new AudioWorkletNode(context, "play", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data: { count, atS } }) => {
      const sentMs = performance.now();
      this.#ports.tell({ kind: "sound_wanted", openingId, count, playMs: heardMs(context, atS), sentMs });
    };
    node.onprocessorerror = () => this.#ports.onEnd("stopped");
    node.connect(context.destination);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes as in page_sound_message.ts */
  play({ buffer, byteOffset, byteLength }) {
    const samples = Float32Array.from(new Int16Array(buffer, byteOffset, byteLength / 2), (sample) => sample / 32_768);
    this.#node?.port.postMessage(samples, [samples.buffer]);
  }

  /** The devices of the machine have changed. */
  async changed() {
    if (this.#sink === "") return; // the browser follows by itself
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (!this.#isClosed && !devices.some(({ deviceId }) => deviceId === this.#sink)) this.#ports.onEnd("unplugged");
  }

  close() {
    this.#isClosed = true;
    this.#node?.port.postMessage(null);
    this.#node?.disconnect();
    this.#node = undefined;
    if (this.#hasContext) this.#context.close();
    this.#hasContext = false;
  }
}
