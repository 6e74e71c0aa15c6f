/** Rows as they were painted, the last of them with the cursor. */
export interface PaintedRows {
  /** Columns of each row above the cursor's. */
  readonly widths: readonly number[];
  /** Columns left of the cursor. */
  readonly cursorColumn: number;
  /** Columns that the terminal had. */
  readonly columns: number;
}

/**
 * Rows from the cursor up to the first of `painted`, now that the terminal has `columns`: most terminals that became
 * narrower have broken what no longer fits.
 */
export function rowsUp({ widths, cursorColumn, columns: paintedFor }: PaintedRows, columns: number, reflows: boolean) {
  if (!reflows || columns >= paintedFor) return widths.length;
  const above = widths.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0);
  return above + Math.floor(cursorColumn / columns);
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
