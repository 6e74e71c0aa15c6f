/** @import { DisplayState } from "../../../port/display.ts" */
import { copyButton } from "./copy_button.js";
import { byId, make } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings } from "./strings.js";

/** What the person at a server tells the caller. Each part can be copied. */
export class Invitation {
  #list = byId("invitation");
  #shown = "";

  constructor() {
  }

  /**
   * Shows it, or nothing.
   * @param {Pick<DisplayState, "code" | "invitation"> | undefined} state
   */
  show(state) {
    const { code, rows } = this.#rows(state);
    this.#list.hidden = rows.length === 0;
    const now = JSON.stringify(rows);
    if (now === this.#shown) return;
    this.#shown = now;
    const row = (/** @type {readonly [string, string]} */ [name, text], /** @type {number} */ at) => {
      const definition = make("dd", text === code ? "code" : "");
      definition.append(make("code", "", plainLine(text)), copyButton(text));
      return name === rows[at - 1]?.[0] ? [definition] : [make("dt", "", name), definition];
    };
    this.#list.replaceChildren(...rows.flatMap(row));
  }

  /** @param {Pick<DisplayState, "code" | "invitation"> | undefined} state */
  #rows(state) {
    const { invite_code, invite_address, invite_command, invite_link } = strings;
    const { addresses = [], command, link } = state?.invitation ?? {};
    /** @type {(readonly [string, string | undefined])[]} */
    const all = [
      [invite_code, state?.code],
      ...addresses.map((address) => /** @type {const} */ ([invite_address, address])),
      [invite_command, command],
      [invite_link, link],
    ];
    /** @type {[string, string][]} */
    const rows = all.flatMap(([name, text]) => text === undefined ? [] : [[name, text]]);
    return { code: state?.code, rows };
  }
}
