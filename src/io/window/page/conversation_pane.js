/** @import { ConversationLine } from "../../../port/display.ts" */
import { Conversation } from "./conversation.js";
import { byId, write } from "./dom.js";
import { isForInputMethod } from "./input_method.js";
import { plainLine } from "./plain_text.js";
import { strings, withNumber } from "./strings.js";

/** The conversation with its text box, and the number of lines that the person has not seen yet. */
export class ConversationPane {
  #onUnseen;
  #list;
  #pane = byId("conversation");
  #text = /** @type {HTMLTextAreaElement} */ (byId("text"));
  #unseen = 0;

  /**
   * @param {{ onText: (text: string) => void, onUnseen: (count: number) => void }} handlers
   */
  constructor({ onText, onUnseen }) {
    this.#onUnseen = onUnseen;
    this.#list = new Conversation(byId("log"), byId("lines"), () => this.#seen());
    byId("log").ariaLabel = strings.conversation;
    this.#text.placeholder = this.#text.ariaLabel = strings.write;
    write("no-lines", strings.no_lines);
    write("send", strings.send);
    write("keys", strings.keys);
    const send = () => {
      if (this.#text.value === "") return;
      onText(this.#text.value);
      this.#text.value = "";
    };
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (isForInputMethod(event)) return;
      if (event.key === "Escape") this.#text.blur();
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      send();
    });
    byId("unseen").addEventListener("click", () => {
      this.#list.scrollToEnd();
      this.#seen();
    });
    addEventListener("focus", () => this.#seen());
    addEventListener("visibilitychange", () => this.#seen());
  }

  get shown() {
    return !this.#pane.hidden;
  }

  set shown(shown) {
    this.#pane.hidden = !shown;
    if (shown) this.#seen();
  }

  /** @param {readonly ConversationLine[]} lines */
  reset(lines) {
    this.#list.reset(lines);
  }

  /** @param {ConversationLine} line */
  put(line) {
    const isSeen = this.#isSeen();
    this.#list.put(line);
    if (line.from === "local") return;
    write("announced", `${plainLine(line.name)}: ${plainLine(line.text)}`);
    if (isSeen) return;
    if (this.#unseen === 0) this.#list.markUnseen(line);
    this.#count(this.#unseen + 1);
  }

  #isSeen() {
    return this.shown && this.#list.atEnd && document.visibilityState === "visible" && document.hasFocus();
  }

  /** The mark stays until a newer line comes: it shows where to continue reading. */
  #seen() {
    if (this.#unseen > 0 && this.#isSeen()) this.#count(0);
  }

  /** @param {number} count */
  #count(count) {
    this.#unseen = count;
    const button = byId("unseen");
    button.hidden = count === 0;
    button.textContent = withNumber(strings.unseen_count, count);
    this.#onUnseen(count);
  }
}
