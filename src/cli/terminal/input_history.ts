/** The most lines that are kept, and UTF-16 units of them. */
const KEPT_LINES = 500;
const KEPT_UNITS = 1024 * 1024;

/** Sent lines, to recall with the arrow keys. The line being typed is kept at the end. */
export class InputHistory {
  #lines: string[] = [];
  /** Recalled lines that were changed, by index. Cleared when a line is sent. */
  #changed = new Map<number, string>();
  #at = 0;
  #units = 0;

  /** A line was sent. */
  add(line: string): void {
    if (line !== "" && line !== this.#lines.at(-1)) {
      this.#lines.push(line);
      this.#units += line.length;
    }
    while (this.#lines.length > KEPT_LINES || this.#units > KEPT_UNITS) this.#units -= this.#lines.shift()!.length;
    this.#changed.clear();
    this.#at = this.#lines.length;
  }

  /** The line `by` places later (negative: earlier), if there is one. Keeps `current` at its own place. */
  move(by: number, current: string): string | undefined {
    const to = this.#at + by;
    if (to < 0 || to > this.#lines.length) return undefined;
    this.#changed.set(this.#at, current);
    this.#at = to;
    return this.#changed.get(to) ?? this.#lines[to] ?? "";
  }
}
