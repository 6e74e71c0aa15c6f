/** @import { ConversationLine } from "../../../port/display.ts" */
/** @import { Controls } from "./controls.js" */
/** @import { ConversationPane } from "./conversation_pane.js" */
import { ConversationChoice } from "./conversation_choice.js";
import { byId, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { slide } from "./slide.js";
import { strings, withNumber } from "./strings.js";

/** How long a line is shown that came while the conversation was closed. */
const PREVIEW_MS = 6000;

/** Shows the conversation beside the picture or hides it, and says on its button what is new there. */
export class ConversationPlace {
  #pane;
  #controls;
  #onChoice;
  #choice = new ConversationChoice();
  #unseen = 0;
  #previewTimer = 0;

  /**
   * @param {ConversationPane} pane
   * @param {Controls} controls
   * @param {(shown: boolean) => void} onChoice the person has opened or closed it
   */
  constructor(pane, controls, onChoice) {
    this.#pane = pane;
    this.#controls = controls;
    this.#onChoice = onChoice;
    write("conversation-title", strings.conversation);
    byId("conversation-close").ariaLabel = byId("conversation-close").title = strings.conversation_hide;
    byId("conversation-close").addEventListener("click", () => this.toggle());
    byId("preview").addEventListener("click", () => this.toggle());
    this.#show();
  }

  /** @param {boolean | undefined} kept as in {@linkcode ConversationChoice.keep} */
  keep(kept) {
    this.#choice.keep(kept);
    this.#show();
  }

  /** The person opens or closes it: who opens it wants to write. */
  toggle() {
    const shown = !this.#choice.shown;
    const hadFocus = byId("conversation").contains(document.activeElement);
    this.#choice.choose(shown);
    this.#show();
    if (shown) byId("text").focus();
    else if (hadFocus) byId("control-conversation").focus();
    this.#onChoice(shown);
  }

  /** The connection is there: what was chosen before is not known there yet. */
  connected() {
    if (this.#choice.chosen !== undefined) this.#onChoice(this.#choice.chosen);
  }

  callBegan() {
    this.#choice.callBegan();
    this.#show();
  }

  /** @param {readonly ConversationLine[]} lines that are there when the page is loaded */
  reset(lines) {
    if (lines.length === 0) return;
    this.#choice.lineCame();
    this.#show();
  }

  /** @param {ConversationLine} line */
  lineCame(line) {
    this.#choice.lineCame();
    this.#show();
    if (this.#choice.shown || line.from === "local") return;
    write("preview-name", plainLine(line.name));
    write("preview-text", plainLine(line.text));
    byId("preview").hidden = false;
    clearTimeout(this.#previewTimer);
    this.#previewTimer = setTimeout(() => byId("preview").hidden = true, PREVIEW_MS);
  }

  /** @param {number} count of lines that the person has not seen */
  unseen(count) {
    this.#unseen = count;
    byId("unseen-badge").hidden = count === 0;
    write("unseen-badge", String(count));
    this.#label();
  }

  #show() {
    const { shown } = this.#choice;
    if (shown) byId("preview").hidden = true;
    byId("control-conversation").ariaExpanded = String(shown);
    this.#label();
    if (shown === this.#pane.shown) return;
    slide(byId("conversation"), byId("stage"), /** @type {HTMLCanvasElement} */ (byId("remote")), shown);
    this.#pane.changed();
  }

  /** The count is shown on the button; a screen reader reads it in the button's name. */
  #label() {
    const words = this.#choice.shown ? strings.conversation_hide : strings.conversation_show;
    const count = this.#unseen === 0 ? "" : `, ${withNumber(strings.unseen_count, this.#unseen)}`;
    this.#controls.label("conversation", words + count);
  }
}
