import { limitMarks } from "../console/combining_marks.ts";
import { takeWidth, textWidth } from "./text_width.ts";

/** What a piece of text means. How it looks is decided here. */
export type Tone = "faint" | "local" | "remote" | "good" | "warning" | "bad" | "strong";

/** A piece of a row. Its text contains nothing that a terminal would execute. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

export type Row = readonly Span[];

/** SGR parameters (ECMA-48, 8.3.117). They use the basic sixteen colours, which a person can set to be readable. */
const SGR: Readonly<Record<Tone, string>> = {
  faint: "2",
  local: "32",
  remote: "1;36",
  good: "32",
  warning: "33",
  bad: "1;31",
  strong: "1",
};

/** The row as sent to a terminal. */
export function paintRow(row: Row, colour: boolean): string {
  const paint = ({ text, tone }: Span) => {
    const shown = limitMarks(text);
    return colour && tone && shown !== "" ? `\x1b[${SGR[tone]}m${shown}\x1b[0m` : shown;
  };
  return row.map(paint).join("");
}

export function rowWidth(row: Row): number {
  return row.reduce((width, { text }) => width + textWidth(text), 0);
}

/** As much of a row as fits, with `…` if something is cut off. */
export function cutRow(row: Row, columns: number): Row {
  if (rowWidth(row) <= columns) return row;
  const kept: Span[] = [];
  let room = columns - 1;
  for (const span of row) {
    const { text, width } = takeWidth(span.text, room);
    kept.push({ ...span, text });
    room -= width;
    if (text.length < span.text.length) break;
  }
  return columns < 1 ? [] : [...kept, { text: "…" }];
}

/**
 * `head` and `text`, in rows of at most `columns`, broken at blanks if possible. All rows but the first start with `indent`,
 * so that no part of a text can imitate the start of a row.
 */
export function wrapText(head: Row, text: string, { columns, indent }: { columns: number; indent: Span }): Row[] {
  const rows: Row[] = [];
  const indentWidth = textWidth(indent.text);
  let begin: Row = cutRow(head, Math.max(1, columns - 2));
  for (const line of limitMarks(text).split("\n")) {
    let rest = line;
    do {
      const room = Math.max(2, columns - (rows.length === 0 ? rowWidth(begin) : indentWidth));
      const piece = rest === "" ? "" : takePiece(rest, room);
      rows.push([...begin, { text: piece.trimEnd() }]);
      begin = [indent];
      rest = rest.slice(piece.length);
    } while (rest !== "");
  }
  return rows;
}

/** The text for one row: up to the last blank that fits, unless more than half of the row would stay empty. */
function takePiece(rest: string, columns: number): string {
  const { text } = takeWidth(rest, columns);
  if (text === rest) return text;
  if (text === "") return String.fromCodePoint(rest.codePointAt(0)!); // wider than the row: the terminal cuts it
  // The blanks at the break belong to neither row.
  const blanks = /^\s+/.exec(rest.slice(text.length))?.[0] ?? "";
  if (blanks !== "") return text + blanks;
  const blank = text.search(/\s\S*$/);
  return blank >= text.length / 2 ? text.slice(0, blank + 1) : text;
}
