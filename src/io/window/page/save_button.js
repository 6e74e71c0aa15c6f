/** @import { SavedFile } from "../serve/page_message.ts" */
import { make, makeButton } from "./dom.js";
import { plainText } from "./plain_text.js";
import { strings, withText } from "./strings.js";

/** A button that saves the conversation, and says where it is then, with a button that opens the folder. */
export class SaveButton {
  #button;
  #result = make("div", "saved");
  #words = make("p", "");
  #folder;
  #hasLines = false;

  /**
   * @param {() => void} onSave
   * @param {() => void} onOpenFolder
   */
  constructor(onSave, onOpenFolder) {
    this.#button = makeButton("save", strings.save_conversation, () => {
      this.#button.disabled = true;
      onSave();
    });
    this.#folder = makeButton("folder", strings.open_folder, onOpenFolder);
    this.#words.role = "status";
    this.#result.append(this.#words, this.#folder);
    this.reset();
    this.#show();
  }

  /** @returns {HTMLElement} the button */
  get button() {
    return this.#button;
  }

  /** @returns {HTMLElement} the result in words, which is empty at first */
  get result() {
    return this.#result;
  }

  /**
   * Whether there is anything to save.
   * @param {boolean} hasLines
   */
  set hasLines(hasLines) {
    this.#hasLines = hasLines;
    this.#show();
  }

  /** @param {SavedFile} saved */
  saved(saved) {
    this.#button.disabled = false;
    const { conversation_saved, conversation_not_saved } = strings;
    const words = "path" in saved
      ? withText(conversation_saved, saved.path)
      : withText(conversation_not_saved, saved.problem);
    this.#words.textContent = plainText(words);
    this.#folder.hidden = !("path" in saved);
  }

  /** Another end: what was said about the last one is no longer true. */
  reset() {
    this.#button.disabled = false;
    this.#words.textContent = "";
    this.#folder.hidden = true;
  }

  #show() {
    this.#button.hidden = !this.#hasLines;
  }
}
