/** How many UTF-16 units of a text are processed at once. This takes a millisecond or two, whatever the text. */
export const PIECE_UNITS = 16 * 1024;

/** Splits the text into pieces of about that length. No surrogate pair is split. */
export function* textPieces(text: string): Generator<string, void> {
  for (let at = 0; at < text.length;) {
    const piece = wholePiece(text, at, PIECE_UNITS);
    yield piece;
    at += piece.length;
  }
}

/** At most `units` units of the text from `at` on, without half a surrogate pair at the end. */
export function wholePiece(text: string, at: number, units: number): string {
  const end = at + units;
  const splits = end < text.length && units > 1 && isHigh(text.charCodeAt(end - 1)) && isLow(text.charCodeAt(end));
  return text.slice(at, splits ? end - 1 : end);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Pauses between two pieces, so that other work is done first, above all pictures. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
