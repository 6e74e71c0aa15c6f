/** @import { Strings } from "./strings/en.js" */
import { copyButton } from "./copy_button.js";
import { make, makeButton } from "./dom.js";
import { plainText } from "./plain_text.js";
import { withNumber } from "./strings.js";

/** Characters of a text that are shown before the person asks for more. */
const TEXT_SHOWN = 4000;
/** Links of a text that get a button. */
const LINKS_MARKED = 20;
const LINK = /\bhttps?:\/\/[^\s<>"'\u2400-\u2421\ufffd]+/g;

/**
 * A text of the conversation. A link in it is a text as well: a click must lead nobody anywhere, but it can be copied.
 * @param {Strings} strings
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function messageText(strings, text) {
  const shown = make("p", "text");
  shown.append(...pieces(strings, plainText(text.slice(0, TEXT_SHOWN))));
  if (text.length <= TEXT_SHOWN) return [shown];
  shown.append("\u2026");
  const more = makeButton("more", withNumber(strings.show_all, text.length), () => {
    shown.textContent = plainText(text);
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
    more.remove();
  });
  return [shown, more];
}

/**
 * @param {Strings} strings
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
function pieces(strings, text) {
  /** @type {(string | HTMLElement)[]} */
  const made = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    if (made.length >= 3 * LINKS_MARKED) break;
    // What ends a sentence does not belong to the link in it.
    const link = found.replace(/[.,;:!?)\]]+$/, "");
    made.push(text.slice(at, index), make("span", "link", link), copyButton(strings, link));
    at = index + link.length;
  }
  return [...made, text.slice(at)].filter((piece) => piece !== "");
}
