/** @import { DisplayState, NextStep } from "../../../port/display.ts" */
/** @import { SavedFile } from "../serve/page_message.ts" */
import { byId, make, makeButton, write } from "./dom.js";
import { adviceWords, endWords, lastedWords } from "./end_words.js";
import { plainText } from "./plain_text.js";
import { SaveButton } from "./save_button.js";
import { strings } from "./strings.js";

/** How many characters of a notice are shown. */
const NOTICE_SHOWN = 600;

/**
 * What is shown after a call: who left, how long it lasted, and what can be done now. A server that waits for the next call says
 * the same in a line of its waiting page.
 */
export class EndPage {
  #page = byId("end");
  #again;
  #start;
  /** On the waiting page, and while it calls. */
  #back;
  /** On the page of the end, and on the waiting page. */
  #saves;
  #phase = "";

  /** @param {{ onNext: (step: NextStep) => void, onSave: () => void, onOpenFolder: () => void, onLeave: () => void }} handlers */
  constructor({ onNext, onSave, onOpenFolder, onLeave }) {
    const choose = (/** @type {NextStep} */ step) => () => {
      this.#disable(true); // until something else is shown
      onNext(step);
    };
    this.#again = makeButton("again", strings.call_again, choose("call_again"));
    this.#start = makeButton("", strings.back_to_start, choose("start_page"));
    this.#back = makeButton("back", strings.back_to_start, choose("start_page"));
    byId("placeholder").append(this.#back);
    const close = makeButton("", strings.close_window, onLeave);
    this.#saves = [new SaveButton(onSave, onOpenFolder), new SaveButton(onSave, onOpenFolder)];
    const [here, waiting] = this.#saves;
    byId("end-choices").append(this.#again, here.button, this.#start, close);
    this.#page.append(here.result);
    const last = make("div", "");
    last.id = "last-call";
    last.append(waiting.button, waiting.result);
    byId("detail").after(last);
  }

  /**
   * Whether there is a conversation to save.
   * @param {boolean} hasLines
   */
  set hasLines(hasLines) {
    for (const save of this.#saves) save.hasLines = hasLines;
  }

  /** @param {DisplayState} state */
  show(state) {
    const { phase, choices = [], lastCall } = state;
    const isEnd = phase === "ended";
    const isNew = phase !== this.#phase;
    this.#phase = phase;
    if (isNew) { for (const save of this.#saves) save.reset(); }
    byId("last-call").hidden = !(phase === "waiting" || phase === "calling") || lastCall === undefined;
    this.#back.hidden = !choices.includes("start_page");
    this.#disable(false);
    this.#page.hidden = !isEnd;
    if (!isEnd) return;
    write("end-headline", endWords(state));
    write("end-lasted", lastedWords(state));
    const notice = plainText((state.notice ?? "").slice(0, NOTICE_SHOWN));
    write("end-advice", [notice, adviceWords(state)].filter(Boolean).join("\n"));
    this.#again.hidden = !choices.includes("call_again");
    this.#start.hidden = !choices.includes("start_page");
    if (isNew) this.#takeFocus();
  }

  /** Nothing can be done any more. */
  hide() {
    this.#page.hidden = true;
    byId("last-call").hidden = this.#back.hidden = true;
  }

  /** @param {SavedFile} saved */
  saved(saved) {
    for (const save of this.#saves) save.saved(saved);
  }

  /** @param {boolean} disabled */
  #disable(disabled) {
    for (const button of [this.#again, this.#start, this.#back]) button.disabled = disabled;
  }

  /** From what is no longer there. A person who writes a message keeps it: a space would otherwise press a button. */
  #takeFocus() {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body || byId("stage").contains(activeElement)) {
      byId("end-headline").focus({ preventScroll: true });
    }
  }
}
