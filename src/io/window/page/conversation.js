/** @import { ConversationLine } from "../../../port/display.ts" */
/** @import { Strings } from "./strings.js" */
import { plainLine, plainText } from "./plain_text.js";
import { withNumber } from "./strings.js";

/** Most lines on the page; the oldest make room. */
const LINE_LIMIT = 10_000;
/** Characters of a line that are shown before the person asks for more. */
const TEXT_SHOWN = 4000;
/** How near to its end, in CSS pixels, the list has to be to follow new lines. */
const NEAR_END = 60;

/** The list of lines. Everything in it is text, never markup. */
export class Conversation {
  #view;
  #list;
  #strings;
  #clock;
  /** @type {Map<string, HTMLLIElement>} */
  #items = new Map();

  /**
   * @param {HTMLElement} view what scrolls
   * @param {HTMLOListElement} list
   * @param {Strings} strings
   */
  constructor(view, list, strings) {
    this.#view = view;
    this.#list = list;
    this.#strings = strings;
    this.#clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  }

  /**
   * Shows these lines and no others.
   * @param {readonly ConversationLine[]} lines
   */
  reset(lines) {
    this.#items = new Map(lines.slice(-LINE_LIMIT).map((line) => [key(line), this.#item(line)]));
    this.#list.replaceChildren(...this.#items.values());
    this.#view.scrollTop = this.#view.scrollHeight;
  }

  /**
   * Adds a line, or shows its new delivery.
   * @param {ConversationLine} line
   */
  put(line) {
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    const follows = line.from === "local" || scrollHeight - scrollTop - clientHeight < NEAR_END;
    const known = this.#items.get(key(line));
    if (known !== undefined) {
      this.#showDelivery(known, line);
      return;
    }
    const item = this.#item(line);
    this.#items.set(key(line), item);
    this.#list.append(item);
    if (this.#items.size > LINE_LIMIT) {
      for (const [oldest, element] of this.#items) {
        this.#items.delete(oldest);
        element.remove();
        break;
      }
    }
    if (follows) this.#view.scrollTop = this.#view.scrollHeight;
  }

  /**
   * @param {ConversationLine} line
   * @returns {HTMLLIElement}
   */
  #item(line) {
    const item = document.createElement("li");
    const about = element("p", "about");
    const name = element("span", "name", line.from === "local" ? this.#strings.you : plainLine(line.name));
    const time = document.createElement("time");
    const at = new Date(line.epochMs);
    time.textContent = this.#clock.format(at);
    time.dateTime = at.toISOString();
    about.append(name, time, element("span", "delivery"));
    const text = element("p", "text", plainText(line.text.slice(0, TEXT_SHOWN)));
    item.append(about, text);
    if (line.text.length > TEXT_SHOWN) item.append(this.#more(text, line.text));
    this.#showDelivery(item, line);
    return item;
  }

  /**
   * @param {HTMLElement} shown
   * @param {string} whole
   */
  #more(shown, whole) {
    shown.append("\u2026");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = withNumber(this.#strings.show_all, whole.length);
    button.addEventListener("click", () => {
      shown.textContent = plainText(whole);
      shown.tabIndex = -1;
      shown.focus({ preventScroll: true });
      button.remove();
    });
    return button;
  }

  /**
   * @param {HTMLLIElement} item
   * @param {ConversationLine} line
   */
  #showDelivery(item, { from, delivery }) {
    item.className = delivery === "lost" ? `${from} lost` : from;
    const shown = item.querySelector(".delivery");
    if (shown) shown.textContent = delivery === undefined ? "" : this.#strings[`delivery_${delivery}`];
  }
}

/** @param {ConversationLine} line */
function key({ from, id }) {
  return `${from} ${id}`;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
