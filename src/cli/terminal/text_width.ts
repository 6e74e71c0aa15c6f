import { eastAsianWidth } from "get-east-asian-width";
import { NO_WIDTH } from "../console/combining_marks.ts";

const NONE = new RegExp(NO_WIDTH, "u");
const REGIONAL_INDICATOR = /\p{Regional_Indicator}/u;
/** Asks for a character to be drawn as an emoji, which is wide. */
const PICTURE_SELECTOR = 0xfe0f;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The most columns that `text` can take. Terminals disagree about joined emoji: some draw a family as one picture, some as
 * four side by side. This returns the widest, so a row that fits by this count fits everywhere.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Unicode's East Asian Wide and Fullwidth characters (UAX #11) take two columns, marks and format characters none. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (code === PICTURE_SELECTOR) return 1;
  if (NONE.test(character)) return 0;
  if (REGIONAL_INDICATOR.test(character)) return 1; // a flag is two of them
  return eastAsianWidth(code);
}

/** Each character is a grapheme of one column, whatever stands next to it. */
const PLAIN = /^[\x20-\x7e]*$/;

/** The longest start of `text`, in whole graphemes, that fits in `columns`, and its width. */
export function takeWidth(text: string, columns: number): { readonly text: string; readonly width: number } {
  // True for most text. A segmenter uses kilobytes outside the heap, which are freed much later.
  const near = text.slice(0, Math.max(0, columns) + 1);
  if (PLAIN.test(near)) {
    return { text: near.slice(0, Math.max(0, columns)), width: Math.min(near.length, Math.max(0, columns)) };
  }
  let width = 0, at = 0;
  // A text longer than this never fits, so there is no need to segment all of it.
  for (const { segment } of graphemes.segment(text.slice(0, columns * 8 + 64))) {
    const next = width + textWidth(segment);
    if (next > columns) break;
    width = next;
    at += segment.length;
  }
  // Slicing may have split the last character in half.
  if (at < text.length && isHighSurrogate(text.charCodeAt(at - 1))) at--;
  return { text: text.slice(0, at), width };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** How many code units are searched for one grapheme: more than any real grapheme has. */
const GRAPHEME_UNITS = 64;

/** The grapheme that starts at `at`, or "" at the end. */
export function graphemeAfter(text: string, at: number): string {
  for (const { segment } of graphemes.segment(text.slice(at, at + GRAPHEME_UNITS))) return segment;
  return "";
}

/** The grapheme that ends at `at`, or "" at the beginning. */
export function graphemeBefore(text: string, at: number): string {
  let last = "";
  for (const { segment } of graphemes.segment(text.slice(Math.max(0, at - GRAPHEME_UNITS), at))) last = segment;
  return last;
}
