/** UTF-16 units of a text that are worked on at once: a millisecond or two, whatever they are. */
export const PIECE_UNITS = 16 * 1024;

/** The text in pieces of about that length; none takes a surrogate pair apart. */
export function* textPieces(text: string): Generator<string, void> {
  for (let at = 0; at < text.length;) {
    const piece = wholePiece(text, at, PIECE_UNITS);
    yield piece;
    at += piece.length;
  }
}

/** At most so many units of the text from `at` on, without half a surrogate pair at the end. */
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

/** Between two pieces: whatever else is to be done comes first, pictures above all. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
