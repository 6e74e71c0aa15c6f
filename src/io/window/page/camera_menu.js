/** @import { CameraChoice } from "../../../port/capture_device.ts" */
import { byId, make, makeButton, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings } from "./strings.js";

/** The list of cameras to choose from, and what else may take their place. It is looked up each time it opens. */
export class CameraMenu {
  #onChoose;
  #onNone;
  #panel = byId("cameras");
  /** The camera that was chosen last. @type {string | undefined} */
  choice;
  /** Whether the person sends no picture. */
  isOff = false;

  /**
   * @param {{ onList: () => void, onChoose: (id: string) => void, onNone: () => void }} handlers
   */
  constructor({ onList, onChoose, onNone }) {
    this.#onChoose = onChoose;
    this.#onNone = onNone;
    write("cameras-title", strings.cameras);
    this.#panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
      write("cameras-empty", strings.cameras_wanted);
      this.#list([]);
      onList();
    });
  }

  toggle() {
    this.#panel.togglePopover();
  }

  /** @param {readonly CameraChoice[]} cameras */
  show(cameras) {
    write("cameras-empty", cameras.length === 0 ? strings.cameras_none : "");
    this.#list(cameras);
  }

  /**
   * What needs no camera is always there, also while the cameras are looked up.
   * @param {readonly CameraChoice[]} cameras
   */
  #list(cameras) {
    const list = byId("camera-list");
    const had = list.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
    list.replaceChildren(
      ...cameras.map(({ id, name }) => this.#choiceOf(id, plainLine(name) || plainLine(id))),
      this.#choiceOf("screen", strings.share_screen),
      this.#choiceOf("test", strings.test_picture),
      this.#item(strings.no_camera, this.isOff, this.#onNone),
    );
    if (had !== undefined) [...list.querySelectorAll("button")].find(({ textContent }) => textContent === had)?.focus();
  }

  /**
   * @param {string} id as of `--camera`
   * @param {string} name
   */
  #choiceOf(id, name) {
    return this.#item(name, id === this.choice && !this.isOff, () => this.#onChoose(id));
  }

  /**
   * @param {string} name
   * @param {boolean} isChosen
   * @param {() => void} onClick
   */
  #item(name, isChosen, onClick) {
    const button = makeButton("", name, () => {
      this.#panel.hidePopover();
      onClick();
    });
    button.ariaPressed = String(isChosen);
    const item = make("li", "");
    item.append(button);
    return item;
  }
}
