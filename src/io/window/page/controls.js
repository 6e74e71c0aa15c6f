/** @import { Strings } from "./strings/en.js" */
import { byId } from "./dom.js";

/** How long the controls stay when nothing moves. */
const SHOWN_MS = 3000;

/**
 * What each control does, by the name of its button.
 * @typedef {Record<"camera" | "cameras" | "snapshot" | "self" | "pip" | "full" | "conversation" | "leave" | "figures", () => void>} Actions
 */

/** By key; outside of what is written in. @type {Readonly<Record<string, keyof Actions>>} */
const KEYS = {
  c: "camera",
  k: "cameras",
  s: "snapshot",
  v: "self",
  p: "pip",
  f: "full",
  t: "conversation",
  i: "figures",
  q: "leave",
};

/** The buttons over the picture, which come when something moves and go when nothing does, and the keys for the same. */
export class Controls {
  #mayHide = false;
  #timer = 0;

  /**
   * @param {Strings} strings
   * @param {Actions} actions
   */
  constructor(strings, actions) {
    byId("controls").ariaLabel = strings.controls;
    for (const [key, name] of Object.entries(KEYS)) {
      const button = document.getElementById(name === "figures" ? "quality" : `control-${name}`);
      button?.setAttribute("aria-keyshortcuts", key);
      // These two open their panels by themselves.
      if (name !== "cameras" && name !== "figures") button?.addEventListener("click", actions[name]);
    }
    addEventListener("keydown", (event) => {
      this.show();
      const { target, key } = event;
      const writes = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      if (writes || event.ctrlKey || event.altKey || event.metaKey || event.repeat || !Object.hasOwn(KEYS, key)) return;
      event.preventDefault();
      const button = document.getElementById(`control-${KEYS[key]}`);
      if (!(button instanceof HTMLButtonElement) || !(button.hidden || button.disabled)) actions[KEYS[key]]();
    });
    addEventListener("pointermove", () => this.show(), { passive: true });
  }

  /**
   * Whether they may go: there is a picture that they would cover.
   * @param {boolean} mayHide
   */
  set mayHide(mayHide) {
    if (mayHide === this.#mayHide) return;
    this.#mayHide = mayHide;
    this.show();
  }

  show() {
    clearTimeout(this.#timer);
    const { dataset } = document.body;
    if (dataset.controls !== "shown") dataset.controls = "shown";
    if (this.#mayHide) this.#timer = setTimeout(() => dataset.controls = "hidden", SHOWN_MS);
  }

  /**
   * Names a control: for the eye, where the pointer rests, with its key; for the screen reader.
   * @param {keyof Actions} name
   * @param {string} words
   */
  static label(name, words) {
    const button = byId(`control-${name}`);
    if (button.ariaLabel === words) return;
    button.ariaLabel = words;
    const key = Object.keys(KEYS).find((key) => KEYS[key] === name);
    button.title = `${words} (${key})`;
  }
}
