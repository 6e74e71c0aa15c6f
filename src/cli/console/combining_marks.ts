/** Characters that take no column in a terminal: marks, format characters, and the joining parts of Hangul. */
export const NO_WIDTH = String.raw`[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]`;

/** More marks than this on one letter would reach into the rows above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
/** No letter or emoji needs more zero-width characters than this: the flag of Scotland has six. */
const TOO_MANY_OF_NO_WIDTH = new RegExp(`(${NO_WIDTH}{8})${NO_WIDTH}+`, "gu");

/** The text without piles of combining marks and other zero-width characters. */
export function limitMarks(text: string): string {
  return text.replace(TOO_MANY_MARKS, "$1").replace(TOO_MANY_OF_NO_WIDTH, "$1");
}
