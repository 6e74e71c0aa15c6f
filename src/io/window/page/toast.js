import { byId, make, makeButton } from "./dom.js";
import { plainText } from "./plain_text.js";
import { strings } from "./strings.js";

/** How long it is shown: without and with a button, in milliseconds. */
const SHOWN_MS = 6000;
const SHOWN_WITH_BUTTON_MS = 12_000;

/** A message after an action. It goes by itself, but not while somebody is at its button. */
export class Toast {
  #toast = byId("toast");
  #words = make("span", "");
  #button;
  #timer = 0;

  /** @param {() => void} onOpenFolder */
  constructor(onOpenFolder) {
    this.#words.id = "toast-words";
    this.#button = makeButton("", strings.open_folder, onOpenFolder);
    this.#button.hidden = true;
    this.#toast.append(this.#words, this.#button);
  }

  /**
   * @param {string} text
   * @param {boolean} [hasFolder] whether a folder can be opened
   */
  show(text, hasFolder = false) {
    this.#words.textContent = plainText(text);
    this.#button.hidden = !hasFolder;
    this.#toast.hidden = false;
    this.#hideAfter(hasFolder ? SHOWN_WITH_BUTTON_MS : SHOWN_MS);
  }

  /** @param {number} afterMs */
  #hideAfter(afterMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#button.matches(":focus-visible, :hover")) this.#hideAfter(SHOWN_MS);
      else this.#toast.hidden = true;
    }, afterMs);
  }
}
