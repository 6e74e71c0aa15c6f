/** @import { PageOpening, PageSoundEnd } from "../../sound/page/sound_page.ts" */
/** @import { FromPageSound } from "../serve/page_sound_message.ts" */
import { PageMicrophone } from "./page_microphone.js";
import { PageSpeaker } from "./page_speaker.js";
import { SoundContext, SoundEnd } from "./sound_context.js";
import { soundDevices } from "./sound_device_list.js";

/**
 * What a device of the page needs.
 * @typedef {object} PageSoundPorts
 * @property {(message: FromPageSound) => void} tell
 * @property {(message: ArrayBuffer) => void} sendSound
 * @property {(reason: PageSoundEnd) => void} onEnd
 */

/** The microphone and the loudspeaker of the page, for a machine on which vchat itself has none. */
export class PageSound {
  #ports;
  #context;
  #isOwnWindow;
  /** @type {{ microphone?: { openingId: number, device: PageMicrophone }, speaker?: { openingId: number, device: PageSpeaker } }} */
  #open = {};

  /**
   * @param {Omit<PageSoundPorts, "onEnd"> & { onBlocked: (isBlocked: boolean) => void }} ports
   * @param {boolean} isOwnWindow vchat's own window shows the page, and no browser
   */
  constructor({ onBlocked, ...ports }, isOwnWindow) {
    this.#ports = ports;
    this.#context = new SoundContext(onBlocked);
    this.#isOwnWindow = isOwnWindow;
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#open.speaker?.device.changed());
  }

  /** @param {PageOpening} opening */
  async open(opening) {
    const { device: kind, openingId, onlyBrowser } = opening;
    this.#end(kind);
    const onEnd = (/** @type {PageSoundEnd} */ reason) => {
      if (this.close(kind, openingId)) this.#ports.tell({ kind: "sound_ended", device: kind, openingId, reason });
    };
    const ports = { ...this.#ports, onEnd };
    const device = kind === "microphone"
      ? (this.#open.microphone = { openingId, device: new PageMicrophone(this.#context, opening, ports) }).device
      : (this.#open.speaker = { openingId, device: new PageSpeaker(this.#context, opening, ports) }).device;
    if (onlyBrowser && this.#isOwnWindow) return onEnd("not_started");
    try {
      await device.open();
    } catch (error) {
      onEnd(error instanceof SoundEnd ? error.reason : "not_started");
    }
  }

  /**
   * Returns whether it was open.
   * @param {PageOpening["device"]} kind
   * @param {number} openingId
   */
  close(kind, openingId) {
    if (this.#open[kind]?.openingId !== openingId) return false;
    this.#end(kind);
    return true;
  }

  /** The connection to vchat has ended. */
  reset() {
    this.#end("microphone");
    this.#end("speaker");
  }

  /**
   * @param {number} openingId
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  play(openingId, bytes) {
    if (this.#open.speaker?.openingId === openingId) this.#open.speaker.device.play(bytes);
  }

  async list() {
    this.#ports.tell({ kind: "page_sound", devices: await soundDevices() });
  }

  /** @param {PageOpening["device"]} kind */
  #end(kind) {
    this.#open[kind]?.device.close();
    this.#open[kind] = undefined;
  }
}
