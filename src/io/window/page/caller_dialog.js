/** @import { ShownCaller } from "../../../port/display.ts" */
import { byId, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings, withText } from "./strings.js";

/** A person who was writing when the dialog opened does not mean the dialog with the next key. */
const STILL_WRITING_MS = 1000;

/** Asks whether to answer a call. Enter answers and Esc declines. */
export class CallerDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId("caller"));
  #onAnswer;
  /** Keys before this time, of the clock of events, were meant for something else. */
  #keysFromMs = 0;

  /** @param {(accept: boolean) => void} onAnswer */
  constructor(onAnswer) {
    this.#onAnswer = onAnswer;
    write("caller-answer", strings.answer);
    write("caller-decline", strings.decline);
    byId("caller-answer").addEventListener("click", () => this.#answer(true));
    byId("caller-decline").addEventListener("click", () => this.#answer(false));
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      const isMeant = event.timeStamp >= this.#keysFromMs;
      if (event.key === "Escape" || !isMeant) event.preventDefault(); // Enter presses the button that has the focus
      if (event.key === "Escape" && isMeant) this.#answer(false);
    });
    // The browser would close it: it stays until vchat knows the answer.
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  /** @param {ShownCaller | undefined} caller */
  show(caller) {
    if (caller === undefined) return this.#dialog.close();
    const { call_from, first_call_from, caller_known, caller_new } = strings;
    write("caller-name", withText(caller.isKnown ? call_from : first_call_from, plainLine(caller.name)));
    write("caller-who", caller.isKnown ? caller_known : caller_new);
    write("caller-address", plainLine(caller.address));
    if (this.#dialog.open) return;
    const isWriting = document.activeElement?.matches("textarea, input[type=text]") ?? false;
    this.#keysFromMs = isWriting ? performance.now() + STILL_WRITING_MS : 0;
    this.#dialog.showModal();
    byId("caller-answer").focus();
  }

  /** @param {boolean} accept */
  #answer(accept) {
    if (this.#dialog.open) this.#onAnswer(accept);
  }
}
