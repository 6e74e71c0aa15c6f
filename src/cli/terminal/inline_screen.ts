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
 * of any program, so they can be scrolled back to and stay when vchat has left.
 */
export class InlineScreen implements Screen {
  readonly abandon = `\r\n${SHOW_CURSOR}`;
  readonly #colour: boolean;
  readonly #reflows: boolean;
  readonly #entries = new EntryQueue();
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

  resize(size: ScreenSize): void {
    this.#size = size;
    this.#stale = true;
  }

  invalidate(): void {
    this.#stale = true;
  }

  render(model: ScreenModel): string {
    const columns = Math.max(1, this.#size.columns);
    const statusRow = cutRow(model.statusRow(columns), columns);
    const status = paintRow(statusRow, this.#colour);
    const { text: input, cursorColumn, width } = paintInput(model, columns);
    const last = this.#painted;
    if (last && !this.#waiting && !this.#stale && last.status === status && last.input === input) return "";

    const around = this.#rowsAround(columns);
    let out = HIDE_CURSOR + (this.#stale ? eraseAround(around) : `\r${cursorUp(around.above)}`);
    for (const entry of this.#entries.take()) {
      for (const row of entryRows(entry, columns)) out += `${ERASE_ROW}${paintRow(row, this.#colour)}\r\n`;
    }
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
    const text = eraseAround(this.#rowsAround(this.#size.columns)) + SHOW_CURSOR;
    this.#painted = undefined;
    this.#stale = true;
    return text;
  }

  close(): string {
    const rows = this.#entries.take().flatMap((entry) => entryRows(entry, this.#size.columns));
    const entries = rows.map((row) => `${paintRow(row, this.#colour)}\r\n`).join("");
    return eraseAround(this.#rowsAround(this.#size.columns)) + entries + SHOW_CURSOR;
  }

  /** The rows of the status line and the input line, from where the cursor was left. */
  #rowsAround(columns: number): RowsAround {
    return this.#painted ? rowsAround(this.#painted, columns, this.#reflows) : { above: 0, below: 0 };
  }
}
