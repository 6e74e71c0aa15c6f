/** @import { DisplayState, QrPicture } from "../../../port/display.ts" */
import { copyButton } from "./copy_button.js";
import { byId, make, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings } from "./strings.js";

/** How wide a module of the QR code is, in CSS pixels. */
const MODULE_PIXELS = 4;

/** What the person at a server tells the caller: first the one thing to send, then what to say, and the rest folded away. */
export class Invitation {
  #section = byId("invitation");
  #shown = "";

  constructor() {
    write("invite-more-words", strings.invite_more);
    byId("invite-qr").ariaLabel = strings.invite_qr;
  }

  /**
   * Shows it, or nothing.
   * @param {Pick<DisplayState, "code" | "invitation"> | undefined} state
   */
  show(state) {
    const { code, invitation } = state ?? {};
    this.#section.hidden = invitation === undefined;
    const now = JSON.stringify([code, invitation]);
    if (invitation === undefined || now === this.#shown) return;
    this.#shown = now;
    const { addresses, command, link, reach, qr } = invitation;
    const isPlain = link === undefined && code === undefined;
    const [words, first, copy] = addresses.length === 0
      ? [strings.invite_no_network]
      : link !== undefined
      ? [strings.invite_link, link, strings.invite_copy_link]
      : isPlain
      ? [strings.invite_plain, command, strings.invite_copy_command]
      : [strings.invite_no_link];
    write("invite-what", words);
    copied("invite-first", first, copy);
    write("invite-reach", link !== undefined && reach !== undefined ? strings[`reach_${reach}`] : "");
    const hasCode = code !== undefined && addresses.length > 0;
    write("invite-say", hasCode && link !== undefined ? strings.invite_say : "");
    copied("invite-code", hasCode ? code : undefined);
    this.#draw(qr);
    byId("invite-more").hidden = addresses.length === 0;
    byId("invite-ways").replaceChildren(
      ...ways(strings.invite_address, addresses),
      ...ways(strings.invite_command, command === undefined || isPlain ? [] : [command]),
    );
  }

  /** @param {QrPicture | undefined} qr */
  #draw(qr) {
    const picture = byId("invite-qr");
    picture.toggleAttribute("hidden", qr === undefined);
    if (qr === undefined) return;
    picture.setAttribute("viewBox", `0 0 ${qr.modules} ${qr.modules}`);
    for (const side of ["width", "height"]) picture.setAttribute(side, String(qr.modules * MODULE_PIXELS));
    picture.firstElementChild?.setAttribute("d", qr.path);
  }
}

/**
 * A text with its button, or nothing.
 * @param {string} id
 * @param {string | undefined} text
 * @param {string} [words] on the button
 */
function copied(id, text, words) {
  if (text === undefined) return byId(id).replaceChildren();
  // In a link that takes two lines the code stays in one piece.
  const code = make("code", "");
  const [address, ...rest] = plainLine(text).split("#");
  code.append(address, ...rest.flatMap((part) => [make("wbr", ""), `#${part}`]));
  byId(id).replaceChildren(code, copyButton(text, words));
}

/**
 * @param {string} name
 * @param {readonly string[]} texts
 */
function ways(name, texts) {
  if (texts.length === 0) return [];
  const each = texts.map((text) => {
    const definition = make("dd", "");
    definition.append(make("code", "", plainLine(text)), copyButton(text));
    return definition;
  });
  return [make("dt", "", name), ...each];
}
