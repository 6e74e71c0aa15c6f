/**
 * Characters that change how the text around them looks: controls other than tab and line feed, and the
 * overrides and isolates of the bidirectional algorithm (UAX #9), with which one text could be made to look like another.
 */
// deno-lint-ignore no-control-regex
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes a text from elsewhere safe to show: invisible characters are made visible (control pictures, U+FFFD).
 * @param {string} text
 * @returns {string}
 */
export function plainText(text) {
  return text.replaceAll("\r\n", "\n").replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}

/**
 * The same on one line, for names and titles, cut to a short length.
 * @param {string} text
 * @returns {string}
 */
export function plainLine(text) {
  const line = plainText(text.slice(0, 200)).replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59)}\u2026` : line;
}

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * A plain text to be put into a sentence, so that neither changes the order of the other (UAX #9, first strong isolate).
 * @param {string} text
 * @returns {string}
 */
export function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
