import { limitMarks } from "./combining_marks.ts";
import { textPieces } from "./text_pieces.ts";

/**
 * Characters that a terminal executes instead of showing: C0, DEL and C1 controls (ECMA-48), line and paragraph separators,
 * and the bidirectional controls, which can make a line look different from what it is (Unicode TR 36).
 */
// deno-lint-ignore no-control-regex
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with everything that a terminal would execute made visible: `␛` for ESC, `␊` for a newline, `<U+202E>`. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(OBEYED, shown);
}

/** The same in pieces, for a text that may be long. Each piece is little work. */
export function* visiblePieces(text: string): Generator<string, void> {
  for (const piece of textPieces(text)) yield visibleText(piece);
}

/** Pictures of characters, by character. Without this cache a text of control characters would take seconds. */
const known = new Map<string, string>();

function shown(character: string): string {
  let visible = known.get(character);
  if (visible === undefined) known.set(character, visible = pictureOf(character));
  return visible;
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : codePoint(character);
}

/**
 * Invisible characters, which could make two names look alike: fillers, and format characters except the joiners and tags
 * that scripts and emoji need.
 */
const UNSEEN = /(?![\u200c\u200d\u{e0020}-\u{e007f}])\p{Cf}|[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

/** The name of a peer or a server with invisible characters made visible too, and without piles of marks. */
export function visibleName(name: string): string {
  return limitMarks(visibleText(name)).replace(UNSEEN, codePoint);
}

/** A character by its code point: `<U+202E>`. */
export function codePoint(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;
}
