import { byId, write } from "./dom.js";
import { isForInputMethod } from "./input_method.js";
import { strings } from "./strings.js";

/** A word is completed once it has this many letters. */
const COMPLETED_FROM = 2;

/** Asks for the code. A word is completed as soon as it is unambiguous. The completion is selected, so that typing replaces it. */
export class CodeForm {
  #form = byId("code-form");
  #code = /** @type {HTMLInputElement} */ (byId("code"));
  /** @type {readonly string[]} */
  #words = [];

  /**
   * @param {(code: string) => void} onCode
   */
  constructor(onCode) {
    write("code-label", strings.code);
    write("code-help", strings.code_help);
    write("code-enter", strings.code_enter);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      // What was typed stays: if it is no code, it is corrected here.
      if (this.#code.value.trim() !== "") onCode(this.#code.value);
    });
    this.#code.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && isForInputMethod(event)) event.preventDefault();
    });
    this.#code.addEventListener("input", (event) => this.#complete(/** @type {InputEvent} */ (event)));
  }

  /** @param {readonly string[]} words that codes are made of */
  show(words) {
    this.#words = words;
    if (!this.#form.hidden) return;
    this.#form.hidden = false;
    // The last code is still there if it was not accepted. Another one is typed over it.
    this.#code.select();
  }

  /** @param {boolean} keeps whether what was typed may be needed again */
  hide(keeps) {
    this.#form.hidden = true;
    if (!keeps) this.#code.value = "";
  }

  /** @param {InputEvent} event */
  #complete({ inputType, isComposing }) {
    const { value, selectionStart } = this.#code;
    if (inputType !== "insertText" || isComposing || selectionStart !== value.length) return;
    const typed = /[a-z]*$/i.exec(value)?.[0].toLowerCase() ?? "";
    const words = typed.length < COMPLETED_FROM ? [] : this.#words.filter((word) => word.startsWith(typed));
    if (words.length !== 1) return;
    this.#code.value += words[0].slice(typed.length);
    this.#code.setSelectionRange(value.length, this.#code.value.length);
  }
}
