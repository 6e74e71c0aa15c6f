/** Rows as they were painted, the last of them with the cursor. */
export interface PaintedRows {
  /** Columns of each row above the cursor's. */
  readonly widths: readonly number[];
  /** Columns of the cursor's row left of it, and in all. */
  readonly cursorColumn: number;
  readonly lastWidth: number;
  /** Columns that the terminal had. */
  readonly columns: number;
}

/** How many rows above and below the cursor something has to be erased on. */
export interface RowsAround {
  readonly above: number;
  readonly below: number;
}

/**
 * The rows that `painted` takes now that the terminal has `columns`: most terminals that became narrower have broken what no
 * longer fits.
 */
export function rowsAround(
  { widths, cursorColumn, lastWidth, columns: paintedFor }: PaintedRows,
  columns: number,
  reflows: boolean,
): RowsAround {
  if (!reflows || columns >= paintedFor) return { above: widths.length, below: 0 };
  const rows = (width: number) => Math.max(1, Math.ceil(width / columns));
  const cursorRow = Math.floor(cursorColumn / columns);
  return {
    above: widths.reduce((sum, width) => sum + rows(width), 0) + cursorRow,
    below: Math.max(0, rows(lastWidth) - 1 - cursorRow),
  };
}

/**
 * Erases the cursor's row and those around it, and leaves the cursor at the first of them. Row by row: where they are the
 * whole screen, tmux takes the erasing of everything below for a wish to keep it in its history.
 */
export function eraseAround({ above, below }: RowsAround): string {
  return `\r${cursorUp(above)}\x1b[K${"\x1b[B\x1b[K".repeat(above + below)}${cursorUp(above + below)}`;
}

export function cursorUp(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/**
 * Whether the terminal breaks rows that became too long for it. Those that do not are known by their variables; over a
 * connection that does not carry these, a terminal is taken for one of the many that do.
 */
export function terminalReflows(env: (name: string) => string | undefined): boolean {
  if (env("TMUX") || env("VTE_VERSION")) return true;
  const isRxvt = /^rxvt/.test(env("TERM") ?? "") || /^rxvt/.test(env("COLORTERM") ?? "");
  return !(env("XTERM_VERSION") || env("STY") || isRxvt || env("TERM") === "linux");
}
