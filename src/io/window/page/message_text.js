import { copyButton } from "./copy_button.js";
import { make, makeButton } from "./dom.js";
import { linksIn } from "./links.js";
import { plainText } from "./plain_text.js";
import { strings, withNumber } from "./strings.js";

/**
 * How many characters and lines of a text are shown at first, and each time the person asks for more. The layout of more at once
 * would take too long.
 */
const FIRST_SHOWN = { characters: 4000, lines: 60 };
const MORE_SHOWN = { characters: 16_000, lines: 250 };
/** How many links of a text get a button. */
const LINKS_MARKED = 20;

/**
 * A text of the conversation. A link in it is text too: a click does not open it, but it can be copied.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function messageText(text) {
  let at = 0;
  const next = (/** @type {typeof FIRST_SHOWN} */ limit) => {
    const piece = beginning(text, at, limit);
    at += piece.length;
    const shown = make("p", "text");
    shown.append(...pieces(plainText(piece)));
    return shown;
  };
  const first = next(FIRST_SHOWN);
  if (at === text.length) return [first];
  const left = () => withNumber(strings.show_more, text.length - at);
  const rest = make("p", "rest");
  const more = makeButton("more", left(), () => {
    const shown = next(MORE_SHOWN);
    rest.before(shown);
    if (at < text.length) {
      more.textContent = left();
      return;
    }
    more.remove();
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
  });
  rest.append(more, copyButton(text));
  return [first, rest];
}

/**
 * The part of a text from `at` on that is shown at once; a surrogate pair is not split.
 * @param {string} text
 * @param {number} at
 * @param {typeof FIRST_SHOWN} limit
 */
function beginning(text, at, { characters, lines }) {
  let piece = text.slice(at, at + characters);
  if (at + piece.length < text.length && /[\ud800-\udbff]$/.test(piece)) piece = piece.slice(0, -1);
  let end = -1;
  for (let line = 0; line < lines; line++) {
    end = piece.indexOf("\n", end + 1);
    if (end < 0) return piece;
  }
  return piece.slice(0, end + 1);
}

/**
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
function pieces(text) {
  /** @type {(string | HTMLElement)[]} */
  const made = [];
  let at = 0;
  for (const { link, index } of linksIn(text)) {
    if (made.length >= 3 * LINKS_MARKED) break;
    made.push(text.slice(at, index), make("span", "link", link), copyButton(link));
    at = index + link.length;
  }
  return [...made, text.slice(at)].filter((piece) => piece !== "");
}
