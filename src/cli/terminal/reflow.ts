/** Painted rows, with the cursor in the last one. */
export interface PaintedRows {
  /** The columns of each row above the cursor's row. Rows that are left from a wider terminal may be wider than `columns`. */
  readonly widths: readonly number[];
  /** The columns left of the cursor, and all columns, of the cursor's row. */
  readonly cursorColumn: number;
  readonly lastWidth: number;
  /** The terminal's width when they were painted. */
  readonly columns: number;
}

/** How many rows above and below the cursor must be erased. */
export interface RowsAround {
  readonly above: number;
  readonly below: number;
}

/**
 * The rows that `painted` takes now that the terminal has `columns`. When most terminals become narrower, they wrap rows
 * that no longer fit.
 */
export function rowsAround(
  { widths, cursorColumn, lastWidth, columns: paintedFor }: PaintedRows,
  columns: number,
  reflows: boolean,
): RowsAround {
  if (!reflows) return { above: widths.length, below: 0 };
  const rows = (width: number) => Math.max(1, Math.ceil(width / columns));
  const cursorRow = columns >= paintedFor ? 0 : Math.floor(cursorColumn / columns);
  return {
    above: widths.reduce((sum, width) => sum + rows(width), 0) + cursorRow,
    below: Math.max(0, rows(lastWidth) - 1 - cursorRow),
  };
}

/** The first `count` rows of `painted` in a terminal that has wrapped them at `columns`: the columns of each as if not wrapped. */
export function firstRows({ widths, lastWidth }: PaintedRows, count: number, columns: number): number[] {
  const first: number[] = [];
  let left = count;
  for (const width of [...widths, lastWidth]) {
    if (left <= 0) break;
    first.push(Math.min(width, left * columns));
    left -= Math.max(1, Math.ceil(width / columns));
  }
  return first;
}

/**
 * Erases the cursor's row and those around it, and leaves the cursor in the first of them. It erases row by row: if the rows
 * fill the screen, tmux copies the screen to its history when everything below the cursor is erased at once.
 */
export function eraseAround({ above, below }: RowsAround): string {
  return `\r${cursorUp(above)}\x1b[K${"\x1b[B\x1b[K".repeat(above + below)}${cursorUp(above + below)}`;
}

export function cursorUp(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/**
 * Whether the terminal wraps rows that no longer fit. Environment variables show the terminals that do not. If a connection
 * does not pass these on, assume that the terminal wraps, as most do.
 */
export function terminalReflows(env: (name: string) => string | undefined): boolean {
  if (env("TMUX") || env("VTE_VERSION")) return true;
  const isRxvt = /^rxvt/.test(env("TERM") ?? "") || /^rxvt/.test(env("COLORTERM") ?? "");
  return !(env("XTERM_VERSION") || env("STY") || isRxvt || env("TERM") === "linux");
}
