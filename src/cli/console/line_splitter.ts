/** No wire carries a longer line. It is cut here, so that an endless line does not fill the memory. */
const LINE_LIMIT = 64 * 1024 * 1024 + 1;

/** Splits a stream of characters into lines, wherever the input is split. Lines end with LF or CR LF. */
export class LineSplitter {
  #parts: string[] = [];
  #length = 0;

  /** Returns the lines that end in `chunk`. */
  push(chunk: string): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", from)) {
      this.#add(chunk.slice(from, end));
      lines.push(this.#take().replace(/\r$/, ""));
      from = end + 1;
    }
    this.#add(chunk.slice(from));
    return lines;
  }

  /** What follows the last line end, if anything. */
  end(): string | undefined {
    return this.#length > 0 ? this.#take() : undefined;
  }

  #add(part: string): void {
    const room = LINE_LIMIT - this.#length;
    if (part === "" || room <= 0) return;
    this.#parts.push(part.slice(0, room));
    this.#length += Math.min(part.length, room);
  }

  #take(): string {
    const line = this.#parts.length === 1 ? this.#parts[0] : this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
