import { ChangeableEntries } from "./changeable_entries.ts";
import { paintInput } from "./input_view.ts";
import { cursorUp, eraseAround, type PaintedRows, type RowsAround, rowsAround } from "./reflow.ts";
import { type Entry, EntryQueue, entryRows, type Screen, type ScreenModel, type ScreenSize } from "./screen.ts";
import { cutRow, paintRow, rowWidth } from "./styled_text.ts";

const ERASE_ROW = "\x1b[K";
const HIDE_CURSOR = "\x1b[?25l", SHOW_CURSOR = "\x1b[?25h";

interface Painted extends PaintedRows {
  readonly status: string;
  readonly input: string;
}

/**
 * Two rows at the end of the terminal's output: the status line and the input line. Entries are printed above them like any
 * program's output. So a person can scroll back to them, and they stay after vchat has left. An entry that changes is
 * printed again in place while it is still on the screen.
 */
export class InlineScreen implements Screen {
  readonly abandon = `\r\n${SHOW_CURSOR}`;
  readonly #colour: boolean;
  readonly #reflows: boolean;
  readonly #entries = new EntryQueue();
  readonly #printed = new ChangeableEntries();
  #size: ScreenSize;
  #painted: Painted | undefined;
  #waiting = false;
  #stale = false;

  constructor(size: ScreenSize, { colour, reflows }: { readonly colour: boolean; readonly reflows: boolean }) {
    this.#size = size;
    this.#colour = colour;
    this.#reflows = reflows;
  }

  print(entry: Entry): void {
    this.#entries.add(entry);
    this.#waiting = true;
  }

  replace(entry: Entry): void {
    if (!this.#entries.replace(entry)) this.#printed.replace(entry);
  }

  resize(size: ScreenSize): void {
    this.#size = size;
    this.#stale = true;
  }

  invalidate(): void {
    this.#printed.forget(); // another program may have written below them
    this.#stale = true;
  }

  render(model: ScreenModel): string {
    const columns = Math.max(1, this.#size.columns);
    const statusRow = cutRow(model.statusRow(columns), columns);
    const status = paintRow(statusRow, this.#colour);
    const { text: input, cursorColumn, width } = paintInput(model, columns);
    const last = this.#painted;
    const changed = this.#waiting || this.#stale || this.#printed.changed;
    if (last && !changed && last.status === status && last.input === input) return "";

    const { around, again } = this.#takeBack(columns);
    const erases = this.#stale || again.length > 0;
    let out = HIDE_CURSOR + (erases ? eraseAround(around) : `\r${cursorUp(around.above)}`);
    out += this.#printAll([...again, ...this.#entries.take()], columns);
    out += `${ERASE_ROW}${status}\r\n${ERASE_ROW}${input}${SHOW_CURSOR}`;
    this.#waiting = this.#stale = false;
    this.#painted = {
      status,
      input,
      columns,
      widths: [rowWidth(statusRow)],
      cursorColumn,
      lastWidth: width,
    };
    return out;
  }

  suspend(): string {
    this.#printed.forget();
    const text = eraseAround(this.#rowsAround(this.#size.columns)) + SHOW_CURSOR;
    this.#painted = undefined;
    this.#stale = true;
    return text;
  }

  close(): string {
    const { columns } = this.#size;
    const { around, again } = this.#takeBack(columns);
    return eraseAround(around) + this.#printAll([...again, ...this.#entries.take()], columns) + SHOW_CURSOR;
  }

  /** Removes the entries that must be printed again. Returns them, and the rows from the first of them on. */
  #takeBack(columns: number): { around: RowsAround; again: Entry[] } {
    if (!this.#stale) {
      const around = this.#rowsAround(columns, this.#printed.changedWidths);
      return { around, again: this.#printed.takeChanged() };
    }
    // Rows that scrolled off the top cannot be reached.
    this.#printed.trim((widths) => this.#rowsAround(columns, widths).above < this.#size.rows);
    return { around: this.#rowsAround(columns, this.#printed.widths), again: this.#printed.takeAll() };
  }

  #printAll(entries: readonly Entry[], columns: number): string {
    let out = "";
    for (const entry of entries) {
      const rows = entryRows(entry, columns);
      for (const row of rows) out += `${ERASE_ROW}${paintRow(row, this.#colour)}\r\n`;
      this.#printed.add(entry, rows.map(rowWidth));
    }
    // The status line and the input line need two rows below them.
    this.#printed.trim((widths) => widths.length <= this.#size.rows - 2);
    return out;
  }

  /** The rows of the status line, the input line and the entries above them, counted from the cursor. */
  #rowsAround(columns: number, widths: readonly number[] = []): RowsAround {
    const painted = this.#painted;
    if (!painted) return { above: 0, below: 0 };
    return rowsAround({ ...painted, widths: [...widths, ...painted.widths] }, columns, this.#reflows);
  }
}
