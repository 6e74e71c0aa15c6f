/** The value that a figure should have, absolute or as a multiple of the reference. */
export interface Target {
  readonly is: "at most" | "at least";
  readonly value: number;
  readonly of?: "reference";
}

/** One row of the table. */
export interface FigureRow {
  /** Short, for `--json` and for people. */
  readonly figure: string;
  readonly unit: string;
  /** The value to compare with: that of the original programs, or the one that `figure` names. */
  readonly reference?: number;
  readonly vchat?: number;
  readonly target?: Target;
}

/** `undefined` if there is no target, or no reference for it. */
export function isReached({ reference, vchat, target }: FigureRow): boolean | undefined {
  if (!target || vchat === undefined) return undefined;
  if (target.of === "reference" && reference === undefined) return undefined;
  const limit = target.of === "reference" ? target.value * reference! : target.value;
  return target.is === "at most" ? vchat <= limit : vchat >= limit;
}

/** The rows as text in columns. */
export function formatTable(rows: readonly FigureRow[]): string {
  return formatColumns(["figure", "unit", "reference", "vchat", "ratio", "target", "reached"], rows.map(cellsOf), 2);
}

/** Lines of cells under a heading. The first `words` columns are aligned left, the others right. */
export function formatColumns(head: readonly string[], lines: readonly string[][], words: number): string {
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((cells) => cells[column].length)));
  const format = (cells: readonly string[]) =>
    cells.map((cell, at) => at < words ? cell.padEnd(widths[at]) : cell.padStart(widths[at])).join("  ").trimEnd();
  return [format(head), "-".repeat(format(head).length), ...lines.map(format)].join("\n");
}

function cellsOf(row: FigureRow): string[] {
  const { figure, unit, reference, vchat } = row;
  const ratio = reference && vchat !== undefined ? `${(vchat / reference).toFixed(2)}x` : "";
  const reached = isReached(row);
  return [
    figure,
    unit,
    formatNumber(reference),
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
  return `${target.is === "at most" ? "<=" : ">="} ${target.value}${target.of === "reference" ? "x" : ""}`;
}
