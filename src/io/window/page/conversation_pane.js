/** @import { ConversationLine, DisplayState } from "../../../port/display.ts" */
import { Conversation } from "./conversation.js";
import { byId, write } from "./dom.js";
import { MessageBox } from "./message_box.js";
import { plainLine } from "./plain_text.js";
import { strings, withNumber } from "./strings.js";

/** The conversation with its text box, and the number of lines that the person has not seen yet. */
export class ConversationPane {
  #onUnseen;
  #list;
  #pane = byId("conversation");
  #box;
  #unseen = 0;

  /**
   * @param {{ onText: (text: string) => void, onUnseen: (count: number) => void }} handlers
   */
  constructor({ onText, onUnseen }) {
    this.#onUnseen = onUnseen;
    this.#list = new Conversation(byId("log"), byId("lines"), () => this.#seen());
    byId("log").ariaLabel = strings.conversation;
    write("no-lines", strings.no_lines);
    this.#box = new MessageBox(onText);
    byId("unseen").addEventListener("click", () => {
      this.#list.scrollToEnd();
      this.#seen();
    });
    addEventListener("focus", () => this.#seen());
    addEventListener("visibilitychange", () => this.#seen());
  }

  /** Whether anybody has written anything. */
  get hasLines() {
    return this.#list.hasLines;
  }

  get shown() {
    return !this.#pane.hidden;
  }

  /** It was shown or hidden. */
  changed() {
    if (!this.shown) return;
    this.#list.follow();
    this.#seen();
  }

  /** @param {DisplayState["phase"] | undefined} phase undefined: vchat has ended */
  phaseIs(phase) {
    this.#box.show(phase);
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
