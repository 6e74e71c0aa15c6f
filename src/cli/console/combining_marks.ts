/** Characters that take no column of a terminal: marks, format characters, and the parts of Hangul that join. */
export const NO_WIDTH = String.raw`[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]`;

/** More marks on one letter than this reach into the rows above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
/** No letter and no emoji needs more characters without a width of their own: the flag of Scotland has six. */
const TOO_MANY_OF_NO_WIDTH = new RegExp(`(${NO_WIDTH}{8})${NO_WIDTH}+`, "gu");

/** The text without heaps of marks and of characters that take no column. */
export function limitMarks(text: string): string {
  return text.replace(TOO_MANY_MARKS, "$1").replace(TOO_MANY_OF_NO_WIDTH, "$1");
}
