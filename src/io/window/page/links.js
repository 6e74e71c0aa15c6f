/**
 * A link in a text: it ends at a space, a quotation mark, a control picture, or the punctuation and brackets
 * of Chinese, Japanese and Korean, which put no space between a link and the text after it.
 */
const LINK = new RegExp(
  '\\bhttps?://[^\\s<>"`\u00ab\u00bb\u201c-\u201f\u2039\u203a\u2400-\u2421\u3000-\u3004\u3008-\u3020\u3030\u303d' +
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffd]+",
  "gi",
);
/** Punctuation that ends a sentence, or opens something that is not closed, does not belong to the link before it. */
const TRAILING = /[.,;:!?'*([{\u2018\u2019\u2013\u2014\u2026]+$/;
/** After a bracket that the link did not open, the link continues only with characters that are usual in the middle of a link. */
const GOES_ON = /^[\p{Letter}\p{Number}/%+&=#_~-]/u;
/** A link has a host. */
const HOST = /^https?:\/\/[\p{Letter}\p{Number}[]/iu;
/** @type {Readonly<Record<string, string>>} */
const OPENING = { ")": "(", "]": "[", "}": "{" };

/**
 * The links of a text, in order.
 * @param {string} text
 * @returns {Generator<{ link: string, index: number }>}
 */
export function* linksIn(text) {
  let at = 0;
  for (;;) {
    LINK.lastIndex = at;
    const found = LINK.exec(text);
    if (found === null) return;
    const link = withoutTrailing(found[0]);
    const isLink = HOST.test(link);
    at = found.index + (isLink ? link : found[0]).length;
    if (isLink) yield { link, index: found.index };
  }
}

/**
 * A closing bracket belongs to the link if the link has opened it.
 * @param {string} found
 */
function withoutTrailing(found) {
  /** @type {string[]} */
  const opened = [];
  let end = found.length;
  for (let at = 0; at < found.length; at++) {
    const character = found[at];
    if (Object.values(OPENING).includes(character)) opened.push(character);
    if (!Object.hasOwn(OPENING, character)) continue;
    if (opened.at(-1) === OPENING[character]) opened.pop();
    else if (!GOES_ON.test(found.slice(at + 1, at + 3))) {
      end = at;
      break;
    }
  }
  return found.slice(0, end).replace(TRAILING, "");
}
