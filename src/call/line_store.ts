import type { ConversationLine } from "../port/display.ts";

/** The most lines, and the most UTF-16 units of text, that are kept of a conversation. */
export const KEPT_LINES = 10_000;
export const KEPT_TEXT = 8 * 1024 * 1024;

/** The newest lines of the conversation. The oldest are removed to make room. */
export class LineStore {
  readonly #lines = new Map<string, ConversationLine>();
  #textLength = 0;

  /** Adds a line, or replaces the one with the same `from` and `id` in its place. */
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

  /** Whether the line with the same `from` and `id` is still kept. */
  has({ from, id }: ConversationLine): boolean {
    return this.#lines.has(`${from} ${id}`);
  }

  /** Oldest first. */
  all(): ConversationLine[] {
    return [...this.#lines.values()];
  }
}
