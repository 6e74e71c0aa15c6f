import { byId } from "./dom.js";
import { isForInputMethod } from "./input_method.js";
import { strings } from "./strings.js";

/** How long the controls stay if nothing moves. */
const SHOWN_MS = 3000;

/** @typedef {"microphone" | "sound" | "camera" | "cameras" | "snapshot" | "self" | "pip" | "full" | "conversation" | "figures" | "leave" | "help"} Control */
/**
 * What each control does, and what the space bar does while it is held.
 * @typedef {Record<Control | "hold" | "release", () => void>} Actions
 */

/**
 * Shortcuts by key. They work outside of text fields, unless the person has turned them off.
 * @type {Readonly<Record<string, Control>>}
 */
export const KEYS = {
  m: "microphone",
  a: "sound",
  c: "camera",
  k: "cameras",
  s: "snapshot",
  v: "self",
  p: "pip",
  f: "full",
  t: "conversation",
  i: "figures",
  q: "leave",
  "?": "help",
};

/**
 * The header and the buttons over the picture, which appear when the pointer moves and disappear when it rests, and the keys of the
 * buttons.
 */
export class Controls {
  #mayHide = false;
  #timer = 0;
  #shortcuts = true;
  /** What each button is called. @type {Map<Control, string>} */
  #words = new Map();

  /**
   * @param {Actions} actions
   */
  constructor(actions) {
    byId("controls").ariaLabel = strings.controls;
    for (const name of Object.values(KEYS)) {
      const button = buttonOf(name);
      // The browser itself opens a panel when its button is clicked.
      if (!button.hasAttribute("popovertarget")) button.addEventListener("click", actions[name]);
      this.#describe(name);
    }
    addEventListener("keydown", (event) => {
      this.show();
      const { key } = event;
      if (!this.#shortcuts || isWritten(event) || !Object.hasOwn(KEYS, key) || !isOnPage()) return;
      event.preventDefault();
      const name = KEYS[key];
      const { hidden, disabled } = buttonOf(name);
      if (!hidden && !disabled) actions[name]();
    });
    // Space also presses a button that has the focus.
    const isSpace = (/** @type {KeyboardEvent} */ event) =>
      event.code === "Space" &&
      !(event.target instanceof Element && event.target.closest("button, input, textarea, a"));
    addEventListener("keydown", (event) => {
      if (!this.#shortcuts || isWritten(event) || !isSpace(event) || !isOnPage()) return;
      event.preventDefault();
      actions.hold();
    });
    addEventListener("keyup", (event) => event.code === "Space" && actions.release());
    addEventListener("blur", actions.release);
    for (const moved of ["pointermove", "pointerdown", "focusin", "focusout"]) {
      addEventListener(moved, () => this.show(), { passive: true });
    }
    document.documentElement.addEventListener("pointerleave", () => this.show());
  }

  /**
   * Whether the controls may disappear: they would cover a picture.
   * @param {boolean} mayHide
   */
  set mayHide(mayHide) {
    if (mayHide === this.#mayHide) return;
    this.#mayHide = mayHide;
    this.show();
  }

  /**
   * Whether single letters are shortcuts for the buttons.
   * @param {boolean} shortcuts
   */
  set shortcuts(shortcuts) {
    this.#shortcuts = shortcuts;
    for (const name of Object.values(KEYS)) this.#describe(name);
  }

  show() {
    clearTimeout(this.#timer);
    const { dataset } = document.body;
    if (dataset.controls !== "shown") dataset.controls = "shown";
    if (!this.#mayHide) return;
    this.#timer = setTimeout(() => {
      if (!isUsed()) dataset.controls = "hidden";
    }, SHOWN_MS);
  }

  /**
   * Sets the name of a control, for the screen reader and, with its key, for the tooltip.
   * @param {Control} name
   * @param {string} words
   */
  label(name, words) {
    if (this.#words.get(name) === words) return;
    this.#words.set(name, words);
    this.#describe(name);
  }

  /** @param {Control} name */
  #describe(name) {
    const button = buttonOf(name);
    const key = Object.keys(KEYS).find((key) => KEYS[key] === name) ?? "";
    if (this.#shortcuts) button.setAttribute("aria-keyshortcuts", key);
    else button.removeAttribute("aria-keyshortcuts");
    const words = this.#words.get(name);
    if (words === undefined) return;
    button.ariaLabel = words;
    button.title = this.#shortcuts ? `${words} (${key})` : words;
  }
}

/** Whether the keyboard's focus or the pointer is on them: they stay as long as it is. */
function isUsed() {
  return document.querySelector(":is(header, #controls):is(:hover, :has(:focus-visible))") !== null;
}

/**
 * @param {Control} name
 * @returns {HTMLButtonElement}
 */
function buttonOf(name) {
  return /** @type {HTMLButtonElement} */ (byId(name === "figures" ? "quality" : `control-${name}`));
}

/** Whether the controls are there: they are not before a call, nor while a question waits for its answer. */
function isOnPage() {
  return document.body.dataset.phase !== "start" && document.querySelector("dialog[open]") === null;
}

/**
 * Whether a key was pressed to type text, or as a shortcut of the browser or the system.
 * @param {KeyboardEvent} event
 */
function isWritten(event) {
  const { target, ctrlKey, altKey, metaKey, repeat } = event;
  return ctrlKey || altKey || metaKey || repeat || isForInputMethod(event) ||
    target instanceof Element && target.matches("textarea, input[type=text]");
}
