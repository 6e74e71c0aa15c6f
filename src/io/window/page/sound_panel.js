/** @import { LocalSoundState } from "../../../port/display.ts" */
/** @import { SoundDeviceChoice } from "../../../port/sound_device.ts" */
import { byId, make, makeButton, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings } from "./strings.js";

/** @typedef {SoundDeviceChoice["kind"]} DeviceKind */

/** @type {readonly DeviceKind[]} */
const KINDS = ["microphone", "speaker"];

/** The lists of microphones and loudspeakers, and how loud the other person is. The lists are looked up each time it opens. */
export class SoundPanel {
  #onChoose;
  #panel = byId("sound");
  #volume = /** @type {HTMLInputElement} */ (byId("volume"));
  /** @type {Readonly<Record<DeviceKind, string | undefined>>} */
  #chosen = { microphone: undefined, speaker: undefined };

  /**
   * @param {{
   *   onList: () => void,
   *   onChoose: (kind: DeviceKind, id: string) => void,
   *   onVolume: (volume: number) => void,
   * }} handlers
   */
  constructor({ onList, onChoose, onVolume }) {
    this.#onChoose = onChoose;
    write("sound-title", strings.sound);
    write("microphone-title", strings.microphones);
    write("speaker-title", strings.speakers);
    write("volume-words", strings.volume);
    this.#volume.addEventListener("input", () => onVolume(this.#volume.valueAsNumber / 100));
    this.#panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
      for (const kind of KINDS) {
        write(`${kind}-empty`, strings.sound_devices_wanted);
        byId(`${kind}-list`).replaceChildren();
      }
      onList();
    });
  }

  toggle() {
    this.#panel.togglePopover();
  }

  /** @param {LocalSoundState} state */
  set state({ microphone, speaker, volume }) {
    this.#chosen = { microphone: microphone.choice, speaker: speaker.choice };
    this.#volume.valueAsNumber = Math.round(volume * 100);
    this.#volume.setAttribute("aria-valuetext", `${Math.round(volume * 100)} %`);
    for (const [kind, device] of Object.entries({ microphone, speaker })) {
      const said = device.state === "failed" ? plainLine([device.message, device.hint].filter(Boolean).join("; ")) : "";
      write(`${kind}-problem`, said);
    }
  }

  /** @param {readonly SoundDeviceChoice[]} devices */
  show(devices) {
    for (const kind of KINDS) {
      const ofKind = devices.filter((device) => device.kind === kind);
      write(`${kind}-empty`, ofKind.length === 0 ? strings.sound_devices_none : "");
      byId(`${kind}-list`).replaceChildren(
        ...ofKind.map(({ id, name }) => this.#choiceOf(kind, id, plainLine(name) || plainLine(id))),
        this.#choiceOf(kind, "none", kind === "microphone" ? strings.no_microphone : strings.no_speaker),
      );
    }
  }

  /**
   * @param {DeviceKind} kind
   * @param {string} id
   * @param {string} name
   */
  #choiceOf(kind, id, name) {
    const button = makeButton("", name, () => {
      this.#panel.hidePopover();
      this.#onChoose(kind, id);
    });
    button.ariaPressed = String(id === this.#chosen[kind]);
    const item = make("li", "");
    item.append(button);
    return item;
  }
}
