/** @import { DisplayState } from "../../../port/display.ts" */
import { byId, write } from "./dom.js";
import { isForInputMethod } from "./input_method.js";
import { strings } from "./strings.js";

/** What the box says while it is empty. Until a call begins, and while its connection is lost, a message waits. @type {Readonly<Record<DisplayState["phase"], string>>} */
const PLACEHOLDERS = {
  waiting: strings.write_waiting,
  calling: strings.write_calling,
  needs_code: strings.write_calling,
  in_call: strings.write,
  reconnecting: strings.write_reconnecting,
  ended: strings.ended,
};

/** Where a person writes a message. It grows with its lines, and is off while nobody would get the message. */
export class MessageBox {
  #text = /** @type {HTMLTextAreaElement} */ (byId("text"));
  #send = /** @type {HTMLButtonElement} */ (byId("send"));

  /** @param {(text: string) => void} onText */
  constructor(onText) {
    write("send", strings.send);
    this.#text.ariaLabel = strings.write;
    this.#say(strings.write, true);
    const send = () => {
      if (this.#text.value === "" || this.#send.disabled) return;
      onText(this.#text.value);
      this.#text.value = "";
      this.#grow();
    };
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      send();
      this.#text.focus();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (isForInputMethod(event)) return;
      if (event.key === "Escape") this.#text.blur();
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      send();
    });
    this.#text.addEventListener("input", () => this.#grow());
    // The same text takes more lines in a narrower box.
    new ResizeObserver(() => this.#grow()).observe(byId("compose"));
  }

  /** @param {DisplayState["phase"] | undefined} phase undefined: vchat has ended */
  show(phase) {
    if (phase === undefined) this.#say(strings.lost, false);
    else this.#say(PLACEHOLDERS[phase], phase !== "ended");
  }

  /**
   * A text that was not sent yet stays, and can be copied.
   * @param {string} words
   * @param {boolean} isOn
   */
  #say(words, isOn) {
    if (this.#text.placeholder !== words) this.#text.placeholder = words;
    this.#text.readOnly = this.#send.disabled = !isOn;
    write("keys", isOn ? strings.keys : strings.nobody_reads);
  }

  /** Where CSS has no `field-sizing` (WebKitGTK 2.50, Firefox). The style sheet limits the height. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    const { style, offsetHeight, clientHeight } = this.#text;
    style.height = "auto";
    style.height = `${this.#text.scrollHeight + offsetHeight - clientHeight}px`;
  }
}
