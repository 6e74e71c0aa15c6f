/** What a figure is to be, absolutely or as a multiple of the original pair's. */
export interface Target {
  readonly is: "at most" | "at least";
  readonly value: number;
  readonly of?: "original";
}

/** One line of the table. */
export interface FigureRow {
  /** Short, for `--json` and for people. */
  readonly figure: string;
  readonly unit: string;
  readonly original?: number;
  readonly vchat?: number;
  readonly target?: Target;
}

/** `undefined` where there is no target, or nothing to hold against it. */
export function isReached({ original, vchat, target }: FigureRow): boolean | undefined {
  if (!target || vchat === undefined) return undefined;
  if (target.of === "original" && original === undefined) return undefined;
  const limit = target.of === "original" ? target.value * original! : target.value;
  return target.is === "at most" ? vchat <= limit : vchat >= limit;
}

/** The rows as lines of text in columns. */
export function formatTable(rows: readonly FigureRow[]): string {
  const lines = [["figure", "unit", "original", "vchat", "ratio", "target", "reached"], ...rows.map(cellsOf)];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const format = (cells: readonly string[]) =>
    cells.map((cell, column) => column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])).join("  ");
  const [head, ...body] = lines.map(format);
  return [head, "-".repeat(head.length), ...body].join("\n");
}

function cellsOf(row: FigureRow): string[] {
  const { figure, unit, original, vchat } = row;
  const ratio = original && vchat !== undefined ? `${(vchat / original).toFixed(2)}x` : "";
  const reached = isReached(row);
  return [
    figure,
    unit,
    formatNumber(original),
    formatNumber(vchat),
    ratio,
    formatTarget(row.target),
    reached === undefined ? "" : reached ? "yes" : "NO",
  ];
}

function formatNumber(value: number | undefined): string {
  if (value === undefined) return "";
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

function formatTarget(target: Target | undefined): string {
  if (!target) return "";
  return `${target.is === "at most" ? "<=" : ">="} ${target.value}${target.of === "original" ? "x" : ""}`;
}
