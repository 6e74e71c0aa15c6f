import { textWidth } from "../../src/cli/terminal/text_width.ts";

interface Cell {
  text: string;
  /** The SGR parameters at the time of writing. */
  style: string;
}

/**
 * A terminal that turns its input into a screen. It knows the part of ECMA-48 and xterm that vchat uses, and throws on every
 * other sequence. When it becomes narrower it wraps rows that no longer fit, like most terminals, or cuts them, like xterm.
 */
export class VirtualTerminal {
  /** Rows that have scrolled off the top of the screen. */
  readonly history: string[] = [];
  cursorShown = true;
  alternate = false;
  pasteMarked = false;
  #rows: Cell[][] = [];
  #row = 0;
  #column = 0;
  #saved = { row: 0, column: 0 };
  #style = { base: "", foreground: "", background: "" };
  #main: { rows: Cell[][]; row: number; column: number } | undefined;

  readonly #reflows: boolean;
  #wraps = true;
  /** The rows whose text goes on in the next row. */
  readonly #goesOn = new WeakSet<Cell[]>();

  constructor(public columns: number, public height: number, { reflows = true } = {}) {
    this.#reflows = reflows;
    this.#rows = Array.from({ length: height }, () => []);
  }

  /** The rows, without trailing blanks. */
  get screen(): string[] {
    return this.#rows.map((row) => Array.from(row, (cell) => cell?.text ?? " ").join("").trimEnd());
  }

  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  /** The style of the cell at `column` of `row`, as SGR parameters, background last. */
  styleAt(row: number, column: number): string {
    return this.#rows[row]?.[column]?.style ?? "";
  }

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [part] of text.matchAll(/\x1b\[[?\d;]*[A-Za-z]|\x1b.|[\s\S]/gu)) {
      if (part.startsWith("\x1b[")) this.#control(part.slice(2, -1), part.at(-1)!);
      else if (part === "\x1b7") this.#saved = this.cursor;
      else if (part === "\x1b8") [this.#row, this.#column] = [this.#saved.row, this.#saved.column];
      else if (part === "\r") this.#column = 0;
      else if (part === "\n") this.#lineFeed();
      else if (part < " " || part === "\x7f") throw new Error(`control character ${JSON.stringify(part)}`);
      else this.#put(part);
    }
  }

  /**
   * Changes the size. Rows that no longer fit are wrapped, and rows scroll off the top if there are too many. What was wrapped
   * is joined first.
   */
  resize(columns: number, height: number): void {
    const rows: Cell[][] = [];
    let cursor = { row: 0, column: 0 };
    const last = this.#rows.findLastIndex((row, at) => row.length > 0 || at === this.#row);
    let line: Cell[] = [];
    let cursorAt: number | undefined;
    for (const [at, row] of this.#rows.slice(0, last + 1).entries()) {
      if (at === this.#row) cursorAt = line.length + this.#column;
      line.push(...row);
      if (this.#reflows && this.#goesOn.has(row) && at < last) continue;
      const start = rows.length;
      do {
        const part = line.splice(0, columns);
        if (this.#reflows && line.length > 0) this.#goesOn.add(part);
        rows.push(part);
      } while (this.#reflows && line.length > 0);
      if (cursorAt !== undefined && !this.#reflows) cursor = { row: start, column: Math.min(cursorAt, columns - 1) };
      else if (cursorAt !== undefined) {
        cursor = { row: start + Math.floor(cursorAt / columns), column: cursorAt % columns };
        while (rows.length <= cursor.row) rows.push([]);
      }
      line = [];
      cursorAt = undefined;
    }
    const over = Math.max(0, rows.length - height);
    for (const row of rows.splice(0, over)) this.history.push(row.map(({ text }) => text).join("").trimEnd());
    while (rows.length < height) rows.push([]);
    this.#rows = rows;
    [this.columns, this.height, this.#row, this.#column] = [columns, height, cursor.row - over, cursor.column];
  }

  #control(parameters: string, final: string): void {
    const [first = ""] = parameters.split(";");
    const count = Number(first || 1);
    switch (final) {
      case "A":
        this.#row = Math.max(0, this.#row - count);
        return;
      case "B":
        this.#row = Math.min(this.height - 1, this.#row + count);
        return;
      case "H": {
        const [row = 1, column = 1] = parameters.split(";").map((value) => Number(value || 1));
        this.#row = Math.min(this.height, row) - 1;
        this.#column = Math.min(this.columns, column) - 1;
        return;
      }
      case "J":
        if (parameters !== "") break;
        this.#eraseRow();
        for (let row = this.#row + 1; row < this.height; row++) this.#rows[row] = [];
        return;
      case "K":
        if (parameters !== "") break;
        this.#eraseRow();
        return;
      case "m":
        if (parameters.startsWith("38;")) this.#style.foreground = parameters;
        else if (parameters.startsWith("48;")) this.#style.background = parameters;
        else this.#style = { base: parameters === "0" ? "" : parameters, foreground: "", background: "" };
        return;
      case "h":
      case "l":
        if (this.#mode(parameters, final === "h")) return;
    }
    throw new Error(`control sequence ESC [ ${parameters}${final}`);
  }

  /** Erases the cursor's row from the cursor on. */
  #eraseRow(): void {
    const row = this.#rows[this.#row];
    row.length = Math.min(row.length, this.#column);
    this.#goesOn.delete(row);
    if (this.#column === 0 && this.#row > 0) this.#goesOn.delete(this.#rows[this.#row - 1]);
  }

  #mode(parameters: string, on: boolean): boolean {
    if (parameters === "?25") this.cursorShown = on;
    else if (parameters === "?7") this.#wraps = on;
    else if (parameters === "?2004") this.pasteMarked = on;
    else if (parameters === "?1049") this.#switch(on);
    else if (parameters !== "?2026") return false;
    return true;
  }

  #switch(alternate: boolean): void {
    if (alternate === this.alternate) return;
    this.alternate = alternate;
    if (alternate) {
      this.#main = { rows: this.#rows, row: this.#row, column: this.#column };
      this.#rows = Array.from({ length: this.height }, () => []);
    } else {
      this.#rows = this.#main!.rows;
      [this.#row, this.#column] = [this.#main!.row, this.#main!.column];
    }
  }

  #lineFeed(): void {
    if (this.#row < this.height - 1) {
      this.#row++;
      return;
    }
    const left = this.#rows.shift()!;
    if (!this.alternate) this.history.push(left.map(({ text }) => text).join("").trimEnd());
    this.#rows.push([]);
  }

  #put(character: string): void {
    const width = textWidth(character);
    const row = this.#rows[this.#row];
    if (width === 0) {
      const before = row[this.#column - 1]?.text === "" ? this.#column - 2 : this.#column - 1;
      if (row[before]) row[before].text += character;
      return;
    }
    if (this.#column + width > this.columns && !this.#wraps) this.#column = this.columns - width;
    if (this.#column + width > this.columns) {
      this.#goesOn.add(row);
      this.#column = 0;
      this.#lineFeed();
      return this.#put(character);
    }
    while (row.length < this.#column) row.push({ text: " ", style: "" });
    const { base, foreground, background } = this.#style;
    const style = [base, foreground, background].filter((part) => part !== "").join(" ");
    row[this.#column] = { text: character, style };
    if (width === 2) row[this.#column + 1] = { text: "", style };
    this.#column += width;
    if (!this.#wraps) this.#column = Math.min(this.#column, this.columns - 1);
  }
}
