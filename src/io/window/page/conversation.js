/** @import { ConversationLine } from "../../../port/display.ts" */
import { make } from "./dom.js";
import { messageText } from "./message_text.js";
import { plainLine } from "./plain_text.js";
import { strings, withNumber } from "./strings.js";

/** The largest number of lines, and of UTF-16 units in their texts. Beyond it the oldest are removed. */
const LINE_LIMIT = 10_000;
const TEXT_LIMIT = 8 * 1024 * 1024;
/** Lines that are added to the page and removed from it together. */
const CHUNK_LINES = 25;
/** Assumed height of a line that was not in the page yet, in CSS pixels. */
const LINE_HEIGHT = 68;
/** Lines within this distance of the visible part, in CSS pixels, are in the page. */
const MARGIN = 900;
/** The list follows new lines if it is scrolled this near to its end, in CSS pixels. */
const NEAR_END = 40;

/** A line, and the element that shows it while it is near the visible part. @typedef {{ line: ConversationLine, item?: HTMLLIElement }} Entry */
/** @typedef {{ list: HTMLOListElement, entries: Entry[], isThere: boolean }} Chunk */

/**
 * The list of lines. Everything in it is text, never markup. Lines far from the visible part are not in the page: their chunk
 * keeps their space, so that ten thousand lines scroll like ten. CSS `content-visibility` does not do that: with it, WebKitGTK 2.50
 * took 1.8 s to open them (this takes 0.08 s) and twice the memory, and the visible part jumped while scrolling, because WebKitGTK
 * has no scroll anchoring.
 */
export class Conversation {
  #view;
  #lines;
  #onSeen;
  #clock;
  /** @type {Chunk[]} */
  #chunks = [];
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #observer;
  #textLength = 0;
  #atEnd = true;
  /** @type {Entry | undefined} */
  #firstUnseen;

  /**
   * @param {HTMLElement} view what scrolls
   * @param {HTMLElement} lines the list in it
   * @param {() => void} onSeen is called when the person has scrolled to the end
   */
  constructor(view, lines, onSeen) {
    this.#view = view;
    this.#lines = lines;
    this.#onSeen = onSeen;
    // As in the terminal.
    this.#clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.#observer = new IntersectionObserver((changes) => this.#come(changes), {
      root: view,
      rootMargin: `${MARGIN}px 0px`,
    });
    view.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.follow()).observe(view);
  }

  get hasLines() {
    return this.#entries.size > 0;
  }

  /** Whether the newest line is visible when the conversation is. */
  get atEnd() {
    return this.#atEnd;
  }

  scrollToEnd() {
    this.#atEnd = true;
    this.follow();
  }

  /**
   * Shows these lines and no others.
   * @param {readonly ConversationLine[]} lines
   */
  reset(lines) {
    for (const { list } of this.#chunks) this.#observer.unobserve(list);
    this.#chunks = [];
    this.#entries.clear();
    this.#textLength = 0;
    this.#lines.replaceChildren();
    for (const line of lines.slice(-LINE_LIMIT)) this.#add({ line });
    for (const chunk of this.#chunks) if (!chunk.isThere) this.#keepPlace(chunk, chunk.entries.length * LINE_HEIGHT);
    this.scrollToEnd();
  }

  /**
   * Adds a line, or shows its new delivery state.
   * @param {ConversationLine} line
   */
  put(line) {
    const known = this.#entries.get(key(line));
    if (known !== undefined) {
      known.line = line;
      if (known.item) this.#showDelivery(known.item, line);
      return;
    }
    const chunk = this.#add({ line });
    if (chunk.isThere) chunk.list.append(this.#item(chunk.entries[chunk.entries.length - 1]));
    else this.#fill(chunk);
    while (this.#entries.size > LINE_LIMIT + CHUNK_LINES || this.#textLength > TEXT_LIMIT && this.#chunks.length > 1) {
      this.#forgetOldest();
    }
    if (line.from === "local") this.#atEnd = true;
    this.follow();
  }

  /**
   * Marks the first line that the person has not seen. Without a line, removes the mark.
   * @param {ConversationLine | undefined} line
   */
  markUnseen(line) {
    this.#firstUnseen?.item?.querySelector(".first-unseen")?.remove();
    this.#firstUnseen = line && this.#entries.get(key(line));
    if (this.#firstUnseen?.item) this.#mark(this.#firstUnseen.item);
    this.follow();
  }

  /**
   * @param {Entry} entry
   * @returns {Chunk}
   */
  #add(entry) {
    this.#entries.set(key(entry.line), entry);
    this.#textLength += entry.line.text.length;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.entries.length === CHUNK_LINES) {
      chunk = { list: make("ol", ""), entries: [], isThere: false };
      this.#chunks.push(chunk);
      this.#lines.append(chunk.list);
      this.#observer.observe(chunk.list);
    }
    chunk.entries.push(entry);
    return chunk;
  }

  #forgetOldest() {
    const chunk = /** @type {Chunk} */ (this.#chunks.shift());
    for (const { line } of chunk.entries) {
      this.#entries.delete(key(line));
      this.#textLength -= line.text.length;
    }
    const { offsetHeight } = chunk.list;
    this.#observer.unobserve(chunk.list);
    chunk.list.remove();
    if (!this.#atEnd) this.#view.scrollTop -= offsetHeight;
  }

  /** @param {IntersectionObserverEntry[]} changes */
  #come(changes) {
    for (const { target, isIntersecting } of changes) {
      const chunk = this.#chunks.find(({ list }) => list === target);
      if (chunk === undefined || chunk.isThere === isIntersecting) continue;
      const { offsetTop, offsetHeight } = chunk.list;
      const isAbove = offsetTop + offsetHeight <= this.#view.scrollTop;
      if (isIntersecting) this.#fill(chunk);
      else if (!chunk.list.contains(document.activeElement)) this.#keepPlace(chunk, offsetHeight);
      // The visible part must not move.
      if (isAbove && !this.#atEnd) this.#view.scrollTop += chunk.list.offsetHeight - offsetHeight;
    }
    this.follow();
  }

  /** @param {Chunk} chunk */
  #fill(chunk) {
    chunk.isThere = true;
    chunk.list.style.height = "";
    chunk.list.removeAttribute("aria-hidden");
    chunk.list.replaceChildren(...chunk.entries.map((entry) => this.#item(entry)));
  }

  /**
   * @param {Chunk} chunk
   * @param {number} height in CSS pixels
   */
  #keepPlace(chunk, height) {
    chunk.isThere = false;
    for (const entry of chunk.entries) entry.item = undefined;
    chunk.list.replaceChildren();
    chunk.list.style.height = `${height}px`;
    chunk.list.ariaHidden = "true";
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#atEnd) this.#onSeen();
  }

  /** Stays at the newest line, if it is there. */
  follow() {
    if (this.#atEnd) this.#view.scrollTop = this.#view.scrollHeight;
  }

  /**
   * @param {Entry} entry
   * @returns {HTMLLIElement}
   */
  #item(entry) {
    const { line } = entry;
    const item = make("li", "");
    const about = make("p", "about");
    const time = make("time", "", this.#clock.format(line.epochMs));
    time.dateTime = new Date(line.epochMs).toISOString();
    const name = make("span", "name", line.from === "local" ? strings.you : plainLine(line.name));
    about.append(name, time, make("span", "delivery"));
    item.append(about, ...messageText(line.text));
    if (line.leftOut) item.append(make("p", "left-out", withNumber(strings.left_out, line.leftOut)));
    this.#showDelivery(item, line);
    entry.item = item;
    if (entry === this.#firstUnseen) this.#mark(item);
    return item;
  }

  /** @param {HTMLLIElement} item */
  #mark(item) {
    item.prepend(make("p", "first-unseen", strings.unseen));
  }

  /**
   * @param {HTMLLIElement} item
   * @param {ConversationLine} line
   */
  #showDelivery(item, { from, delivery }) {
    item.className = delivery === "lost" ? `${from} lost` : from;
    const shown = item.querySelector(".delivery");
    if (shown) shown.textContent = delivery === undefined ? "" : strings[`delivery_${delivery}`];
  }
}

/** @param {ConversationLine} line */
function key({ from, id }) {
  return `${from} ${id}`;
}
