import { eastAsianWidth } from "get-east-asian-width";
import { NO_WIDTH } from "../console/combining_marks.ts";

const NONE = new RegExp(NO_WIDTH, "u");
const REGIONAL_INDICATOR = /\p{Regional_Indicator}/u;
/** Asks for a character to be drawn as a picture, which is wide. */
const PICTURE_SELECTOR = 0xfe0f;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Columns that `text` takes at most. Terminals disagree about joined emoji: some draw a family as one picture, some as
 * four side by side. This counts the widest, so that a row that fits by this count fits everywhere.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Unicode's East Asian Wide and Fullwidth (UAX #11) take two columns, marks and format characters none. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (code === PICTURE_SELECTOR) return 1;
  if (NONE.test(character)) return 0;
  if (REGIONAL_INDICATOR.test(character)) return 1; // a flag is two of them
  return eastAsianWidth(code);
}

/** Each a grapheme of one column, whatever stands before or after it among its like. */
const PLAIN = /^[\x20-\x7e]*$/;

/** The beginning of `text`, whole graphemes only, that takes at most `columns`; and the width that it takes. */
export function takeWidth(text: string, columns: number): { readonly text: string; readonly width: number } {
  // Most text: a segmenter takes kilobytes outside of the heap, which are free again much later.
  const near = text.slice(0, Math.max(0, columns) + 1);
  if (PLAIN.test(near)) {
    return { text: near.slice(0, Math.max(0, columns)), width: Math.min(near.length, Math.max(0, columns)) };
  }
  let width = 0, at = 0;
  // No text of so many code units fits that would not fit already: what comes after need not be looked at.
  for (const { segment } of graphemes.segment(text.slice(0, columns * 8 + 64))) {
    const next = width + textWidth(segment);
    if (next > columns) break;
    width = next;
    at += segment.length;
  }
  // The last of what was looked at may be half a character.
  if (at < text.length && isHighSurrogate(text.charCodeAt(at - 1))) at--;
  return { text: text.slice(0, at), width };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** Code units that are looked at to find one grapheme: more than any that means something. */
const GRAPHEME_UNITS = 64;

/** The grapheme that begins at `at`; "" at the end. */
export function graphemeAfter(text: string, at: number): string {
  for (const { segment } of graphemes.segment(text.slice(at, at + GRAPHEME_UNITS))) return segment;
  return "";
}

/** The grapheme that ends at `at`; "" at the beginning. */
export function graphemeBefore(text: string, at: number): string {
  let last = "";
  for (const { segment } of graphemes.segment(text.slice(Math.max(0, at - GRAPHEME_UNITS), at))) last = segment;
  return last;
}
