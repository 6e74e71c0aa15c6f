/** @import { Control } from "./controls.js" */
/** @import { Strings } from "./strings.js" */
import { KEYS } from "./controls.js";
import { byId, make, write } from "./dom.js";
import { strings } from "./strings.js";

/** What each key does, whatever its button shows at the moment. @type {Readonly<Record<Control, keyof Strings>>} */
const WORDS = {
  microphone: "key_microphone",
  sound: "choose_sound",
  camera: "key_camera",
  cameras: "choose_camera",
  snapshot: "snapshot",
  self: "key_self",
  pip: "picture_in_picture",
  full: "full_screen",
  conversation: "key_conversation",
  figures: "figures",
  leave: "leave",
  help: "key_help",
};

/** Keys that cannot be turned off, and what they do. @type {readonly (readonly [keyof Strings, keyof Strings])[]} */
const OTHERS = [
  ["key_space", "does_space"],
  ["key_enter", "does_enter"],
  ["key_shift_enter", "does_shift_enter"],
  ["key_escape", "does_escape"],
  ["key_arrows", "does_arrows"],
];

/** The list of keys, with the switch for the single letters. */
export class Help {
  #panel = byId("help");
  #switch = /** @type {HTMLInputElement} */ (byId("shortcuts"));

  /**
   * @param {{ onShortcuts: (on: boolean) => void }} handlers
   */
  constructor({ onShortcuts }) {
    write("help-title", strings.help);
    write("shortcuts-words", strings.shortcuts);
    write("shortcuts-why", strings.shortcuts_why);
    this.shortcuts = true;
    this.#switch.addEventListener("change", () => {
      this.shortcuts = this.#switch.checked;
      onShortcuts(this.#switch.checked);
    });
    this.#panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") this.#list();
    });
  }

  /** @param {boolean} on whether single letters are shortcuts */
  set shortcuts(on) {
    this.#switch.checked = on;
    byId("help-keys").classList.toggle("off", !on);
  }

  toggle() {
    this.#panel.togglePopover();
  }

  #list() {
    const shown = Object.entries(KEYS).filter(([, name]) => !document.getElementById(`control-${name}`)?.hidden);
    byId("help-keys").replaceChildren(
      ...shown.map(([key, name]) => this.#row("single", key, strings[WORDS[name]])),
      ...OTHERS.map(([key, does]) => this.#row("", strings[key], strings[does])),
    );
  }

  /**
   * @param {string} className
   * @param {string} key
   * @param {string} words
   */
  #row(className, key, words) {
    const row = make("div", className);
    const term = make("dt", "");
    term.append(make("kbd", "", key));
    row.append(term, make("dd", "", words));
    return row;
  }
}
