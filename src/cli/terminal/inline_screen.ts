import { ChangeableEntries } from "./changeable_entries.ts";
import { paintInput } from "./input_view.ts";
import { cursorUp, eraseAround, firstRows, type PaintedRows, type RowsAround, rowsAround } from "./reflow.ts";
import {
  type Entry,
  EntryQueue,
  entryRows,
  type Screen,
  type ScreenModel,
  type ScreenSize,
  type SizeAnswer,
} from "./screen.ts";
import { cutRow, paintRow, rowWidth } from "./styled_text.ts";

const ERASE_ROW = "\x1b[K", ERASE_BELOW = "\x1b[J";
const WRAP = "\x1b[?7h", DO_NOT_WRAP = "\x1b[?7l";
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
  /** The rows that the last output erased, as they were painted, and the columns that it was made for. */
  #erased: { readonly rows: PaintedRows | undefined; readonly columns: number } | undefined;
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

  render(model: ScreenModel, askSize = ""): string {
    const columns = Math.max(1, this.#size.columns);
    const statusRow = cutRow(model.statusRow(columns), columns);
    const status = paintRow(statusRow, this.#colour);
    const { text: input, cursorColumn, width } = paintInput(model, columns);
    const last = this.#painted;
    const changed = this.#waiting || this.#stale || this.#printed.changed;
    if (last && !changed && last.status === status && last.input === input) return "";

    const { rows, again } = this.#takeBack(columns);
    const around = this.#around(rows, columns);
    // In a terminal that has become narrower, old rows may go further down than was painted, and new ones are wrapped onto them.
    const erasesAll = askSize !== "" && last !== undefined;
    const erases = this.#stale || again.length > 0 || erasesAll;
    let out = HIDE_CURSOR + askSize + (erasesAll ? ERASE_BELOW : "");
    out += erases ? eraseAround(around) : `\r${cursorUp(around.above)}`;
    if (askSize !== "") this.#printed.keepFromHere();
    this.#erased = { rows, columns };
    out += this.#printAll([...again, ...this.#entries.take()], columns);
    // Cut rather than wrapped in a terminal that has become narrower, so that nothing scrolls out of reach.
    out += askSize === ""
      ? `${ERASE_ROW}${status}\r\n${ERASE_ROW}${input}`
      : `${DO_NOT_WRAP}${askSize}${ERASE_ROW}${status}\r\n${askSize}${ERASE_ROW}${input}${WRAP}`;
    out += SHOW_CURSOR;
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

  /**
   * If the terminal had another size than the output was made for, paints everything again, and erases what the output left.
   * The sizes are those when it erased the old rows, painted the status line, and painted the input line. Entries are wrapped
   * in the same way whether they were painted before a change or after it. Rows that were erased by mistake, because the
   * terminal had become narrower and at once wider again, are lost.
   *
   * tmux may have moved old rows to its history, where they cannot be erased. They come back if the terminal becomes larger.
   */
  painted([whenErased, atStatus, atInput]: readonly SizeAnswer[]): void {
    const erased = this.#erased, painted = this.#painted;
    this.#erased = undefined;
    if (!erased || !painted || !whenErased || !atStatus || !atInput) return;
    const { rows, columns } = erased;
    const { above } = this.#around(rows, whenErased.columns);
    const left = above - Math.min(this.#around(rows, columns).above, whenErased.rowsAbove);
    this.#printed.confirm(rows ? firstRows(rows, left, whenErased.columns) : []);
    if ([whenErased, atStatus, atInput].some((size) => size.columns !== columns)) this.#stale = true;
    this.#painted = {
      ...painted,
      widths: painted.widths.map((width) => Math.min(width, atStatus.columns)),
      cursorColumn: Math.min(painted.cursorColumn, atInput.columns - 1),
      lastWidth: Math.min(painted.lastWidth, atInput.columns),
    };
  }

  suspend(): string {
    this.#printed.forget();
    const { columns } = this.#size;
    const text = eraseAround(this.#around(this.#rows(), columns)) + SHOW_CURSOR;
    this.#painted = this.#erased = undefined;
    this.#stale = true;
    return text;
  }

  close(): string {
    const { columns } = this.#size;
    const { rows, again } = this.#takeBack(columns);
    return eraseAround(this.#around(rows, columns)) + this.#printAll([...again, ...this.#entries.take()], columns) +
      SHOW_CURSOR;
  }

  /** Removes the entries that must be printed again. Returns them, and the rows from the first of them on, as painted. */
  #takeBack(columns: number): { rows: PaintedRows | undefined; again: Entry[] } {
    if (!this.#stale) {
      const rows = this.#rows(this.#printed.changedWidths);
      return { rows, again: this.#printed.takeChanged() };
    }
    // Rows that scrolled off the top cannot be reached.
    this.#printed.trim((widths) => this.#around(this.#rows(widths), columns).above < this.#size.rows);
    return { rows: this.#rows(this.#printed.widths), again: this.#printed.takeAll() };
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

  /** The rows of the status line, the input line and the entries above them, as they were painted. */
  #rows(widths: readonly number[] = []): PaintedRows | undefined {
    const painted = this.#painted;
    return painted && { ...painted, widths: [...widths, ...painted.widths] };
  }

  #around(rows: PaintedRows | undefined, columns: number): RowsAround {
    return rows ? rowsAround(rows, columns, this.#reflows) : { above: 0, below: 0 };
  }
}
