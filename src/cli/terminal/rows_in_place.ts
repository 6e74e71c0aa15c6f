import { eraseAround, type PaintedRows, rowsAround } from "./reflow.ts";
import { paintRow, type Row, rowWidth } from "./styled_text.ts";

/** Some rows at the end of the terminal's output, painted over each other. The cursor stays at the end of the last one. */
export class RowsInPlace {
  readonly #colour: boolean;
  readonly #reflows: boolean;
  #painted: PaintedRows | undefined;

  constructor({ colour, reflows }: { readonly colour: boolean; readonly reflows: boolean }) {
    this.#colour = colour;
    this.#reflows = reflows;
  }

  /** Returns what replaces the previous rows by `rows`. None may be wider than `columns`. */
  paint(rows: readonly Row[], columns: number): string {
    const text = this.erase(columns) + rows.map((row) => paintRow(row, this.#colour)).join("\r\n");
    const widths = rows.map(rowWidth), last = widths.at(-1) ?? 0;
    this.#painted = { widths: widths.slice(0, -1), cursorColumn: last, lastWidth: last, columns };
    return text;
  }

  /** Returns what erases the rows. */
  erase(columns: number): string {
    const rows = this.#painted ? rowsAround(this.#painted, columns, this.#reflows) : { above: 0, below: 0 };
    this.#painted = undefined;
    return eraseAround(rows);
  }

  /** Leaves the rows as they are, because another program has written below them. */
  forget(): void {
    this.#painted = undefined;
  }
}
