/** @import { CameraChoice } from "../../../port/capture_device.ts" */
import { byId, make, makeButton, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings } from "./strings.js";

/** The list of cameras to choose from; it is looked up each time it opens. */
export class CameraMenu {
  #onChoose;
  #panel = byId("cameras");
  /** The camera that was chosen last. @type {string | undefined} */
  choice;

  /**
   * @param {{ onList: () => void, onChoose: (id: string) => void }} handlers
   */
  constructor({ onList, onChoose }) {
    this.#onChoose = onChoose;
    write("cameras-title", strings.cameras);
    this.#panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
      write("cameras-empty", strings.cameras_wanted);
      byId("camera-list").replaceChildren();
      onList();
    });
  }

  toggle() {
    this.#panel.togglePopover();
  }

  /** @param {readonly CameraChoice[]} cameras */
  show(cameras) {
    write("cameras-empty", cameras.length === 0 ? strings.cameras_none : "");
    byId("camera-list").replaceChildren(...cameras.map(({ id, name }) => {
      const button = makeButton("", plainLine(name) || plainLine(id), () => {
        this.#panel.hidePopover();
        this.#onChoose(id);
      });
      button.ariaPressed = String(id === this.choice);
      const item = make("li", "");
      item.append(button);
      return item;
    }));
  }
}
