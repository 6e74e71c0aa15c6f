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
 * Two rows at the end of what the terminal shows: the status line and the input line. Entries go above them, like the output
 * of any program, so they can be scrolled back to and stay when vchat has left. One that may still change is printed again in
 * its place, as long as it is on the screen.
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
    this.#printed.forget(); // others may have written below them
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

  /** The entries that have to be printed again, and the rows from the first of them on. */
  #takeBack(columns: number): { around: RowsAround; again: Entry[] } {
    if (!this.#stale) {
      const around = this.#rowsAround(columns, this.#printed.changedWidths);
      return { around, again: this.#printed.takeChanged() };
    }
    // What has left the screen at its top cannot be reached.
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
    // Below them are the status line and the input line.
    this.#printed.trim((widths) => widths.length <= this.#size.rows - 2);
    return out;
  }

  /** The rows of the status line and the input line, and those of entries above them, from where the cursor was left. */
  #rowsAround(columns: number, widths: readonly number[] = []): RowsAround {
    const painted = this.#painted;
    if (!painted) return { above: 0, below: 0 };
    return rowsAround({ ...painted, widths: [...widths, ...painted.widths] }, columns, this.#reflows);
  }
}
