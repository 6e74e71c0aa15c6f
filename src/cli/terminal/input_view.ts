import { visibleText } from "../console/visible_text.ts";
import { graphemeAfter, graphemeBefore, textWidth } from "./text_width.ts";

/** The visible part of the input line. */
export interface InputView {
  /** The text left and right of the cursor. */
  readonly before: string;
  readonly after: string;
}

/**
 * The part around the cursor that fits in `columns`, including the cursor's own column at the end. `…` marks hidden text,
 * `↵` a line break. The cost does not depend on the length of the text.
 */
export function viewInput(text: string, cursor: number, columns: number): InputView {
  const room = Math.max(1, columns - 1);
  // Two thirds of the row are left of the cursor, or more if little is right of it.
  const right = look(text, cursor, room, graphemeAfter, 1);
  const left = look(text, cursor, room - Math.min(right.width, Math.floor(room / 3)), graphemeBefore, -1);
  const after = look(text, cursor, room - left.width, graphemeAfter, 1);
  return { before: left.shown, after: after.shown };
}

const SAVE_CURSOR = "\x1b7", RESTORE_CURSOR = "\x1b8";
/** Narrower terminals show no prompt. */
const PROMPT_FROM_COLUMNS = 21;

/** The input line as sent to a terminal, its columns left of the cursor, and all its columns. */
export interface PaintedInput {
  readonly text: string;
  readonly cursorColumn: number;
  readonly width: number;
}

/** Prompt and text in `columns`, with the cursor at its place in the text. */
export function paintInput(
  { prompt, text, cursor }: { readonly prompt: string; readonly text: string; readonly cursor: number },
  columns: number,
): PaintedInput {
  const shownPrompt = columns >= PROMPT_FROM_COLUMNS ? prompt : "";
  const { before, after } = viewInput(text, cursor, columns - textWidth(shownPrompt));
  const left = shownPrompt + before;
  return {
    // Let the terminal restore the cursor: only the terminal knows how wide it draws an emoji.
    text: left + SAVE_CURSOR + after + RESTORE_CURSOR,
    cursorColumn: textWidth(left),
    width: textWidth(left + after),
  };
}

function look(
  text: string,
  cursor: number,
  columns: number,
  graphemeAt: (text: string, at: number) => string,
  direction: 1 | -1,
): { shown: string; width: number } {
  const pieces: { text: string; width: number }[] = [];
  let width = 0;
  let at = cursor;
  for (;;) {
    const grapheme = graphemeAt(text, at);
    if (grapheme === "") break;
    const shown = shownGrapheme(grapheme);
    const next = textWidth(shown);
    if (width + next > columns) {
      // Leave room for the `…`.
      while (width + 1 > columns && pieces.length > 0) width -= pieces.pop()!.width;
      if (columns > 0) {
        pieces.push({ text: "…", width: 1 });
        width++;
      }
      break;
    }
    pieces.push({ text: shown, width: next });
    width += next;
    at += direction * grapheme.length;
  }
  const texts = pieces.map(({ text }) => text);
  return { shown: (direction === 1 ? texts : texts.toReversed()).join(""), width };
}

function shownGrapheme(grapheme: string): string {
  if (grapheme === "\n") return "↵";
  return visibleText(grapheme);
}
