import type { ConversationLine } from "../../port/display.ts";
import { ownText } from "../process/own_text.ts";

/** Most lines, and most UTF-16 units of text, that a page gets again after a reload. */
export const KEPT_LINES = 10_000;
export const KEPT_TEXT = 8 * 1024 * 1024;
/** UTF-16 units of one text that the page shows: more would keep it from drawing pictures. */
export const SHOWN_TEXT = 1024 * 1024;

/** The line as the page shows it: of a text that is too long, the beginning. */
export function shownLine(line: ConversationLine): ConversationLine {
  const { text } = line;
  if (text.length <= SHOWN_TEXT) return line;
  // Half a surrogate pair is no character.
  const splits = text.charCodeAt(SHOWN_TEXT - 1) >> 10 === 0x36 && text.charCodeAt(SHOWN_TEXT) >> 10 === 0x37;
  const kept = text.slice(0, splits ? SHOWN_TEXT - 1 : SHOWN_TEXT);
  return { ...line, text: ownText(kept), leftOut: (line.leftOut ?? 0) + text.length - kept.length };
}

/** The newest lines of the conversation; the oldest make room. */
export class LineStore {
  readonly #lines = new Map<string, ConversationLine>();
  #textLength = 0;

  /** Adds a line, or replaces the one with the same `from` and `id` where it stands. */
  put(line: ConversationLine): void {
    const key = `${line.from} ${line.id}`;
    this.#textLength += line.text.length - (this.#lines.get(key)?.text.length ?? 0);
    this.#lines.set(key, line);
    for (const [oldest, { text }] of this.#lines) {
      if (this.#lines.size <= KEPT_LINES && this.#textLength <= KEPT_TEXT || this.#lines.size === 1) break;
      this.#lines.delete(oldest);
      this.#textLength -= text.length;
    }
  }

  /** Oldest first. */
  all(): ConversationLine[] {
    return [...this.#lines.values()];
  }
}
