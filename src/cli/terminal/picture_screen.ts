import type { RgbPicture } from "../../media/picture/rgb_picture.ts";
import { type CellArea, CellPainter } from "./cell_painter.ts";
import type { ColourDepth } from "./colour_depth.ts";
import { paintInput } from "./input_view.ts";
import { type Entry, entryRows, NewestEntries, type Screen, type ScreenModel, type ScreenSize } from "./screen.ts";
import { cutRow, paintRow, rowWidth } from "./styled_text.ts";

const OTHER_SCREEN = "\x1b[?1049h", FIRST_SCREEN = "\x1b[?1049l";
/** Synchronized update: a terminal that supports it shows everything in between at once. */
const BEGIN_UPDATE = "\x1b[?2026h", END_UPDATE = "\x1b[?2026l";
const HIDE_CURSOR = "\x1b[?25l", SHOW_CURSOR = "\x1b[?25h";
const ERASE_ROW = "\x1b[K", ERASE_ALL = "\x1b[H\x1b[J";
/** The most entries that are kept to be printed at the end, and UTF-16 units of their texts. */
const KEPT_ENTRIES = 1000;
const KEPT_UNITS = 512 * 1024;
/** Rows for the conversation below the picture: a quarter of the terminal, within limits. */
const CONVERSATION_ROWS = { least: 2, most: 10 };

/**
 * Uses the whole terminal: the picture, the last lines of the conversation, the status line, the input line. This is the
 * terminal's alternate screen, so the earlier content comes back at the end, followed by the conversation.
 */
export class PictureScreen implements Screen {
  readonly abandon = `${FIRST_SCREEN}${SHOW_CURSOR}`;
  readonly #colour: boolean;
  readonly #painter: CellPainter;
  #size: ScreenSize;
  readonly #kept = new NewestEntries(KEPT_ENTRIES, KEPT_UNITS);
  #picture: RgbPicture | undefined;
  #caption = "";
  /** The latest entries, at most one per row. */
  readonly #broken = new Map<Entry, { readonly columns: number; readonly rows: readonly string[] }>();
  /** The rows as painted, by row number. */
  #painted = new Map<number, string>();
  #paintedPicture: RgbPicture | undefined;
  #paintedCaption = "";
  #begun = false;
  #stale = true;

  constructor(size: ScreenSize, depth: ColourDepth) {
    this.#size = size;
    this.#colour = depth !== "none";
    this.#painter = new CellPainter(depth);
  }

  /** The largest picture, in pixels. A cell shows two pixels, one above the other. */
  get pictureLimit(): { width: number; height: number } {
    const { columns, rows } = this.#area;
    return { width: Math.max(1, columns), height: Math.max(1, 2 * rows) };
  }

  /** The text in the middle of the picture's area while there is no picture. */
  set caption(caption: string) {
    this.#caption = caption;
  }

  /** The picture, no larger than {@linkcode PictureScreen.pictureLimit}, or undefined if there is none. */
  set picture(picture: RgbPicture | undefined) {
    this.#picture = picture;
  }

  print(entry: Entry): void {
    this.#kept.add(entry);
  }

  replace(entry: Entry): void {
    this.#kept.replace(entry);
  }

  resize(size: ScreenSize): void {
    this.#size = size;
    this.#picture = undefined; // it was made for the other size, and the next one comes soon
    this.#stale = true;
  }

  invalidate(): void {
    this.#stale = true;
  }

  render(model: ScreenModel): string {
    let out = this.#begun ? "" : OTHER_SCREEN;
    this.#begun = true;
    if (this.#stale) {
      out += ERASE_ALL;
      this.#painted.clear();
      this.#painter.reset();
      this.#paintedPicture = undefined;
      this.#paintedCaption = "";
      this.#stale = false;
    }
    out += this.#renderPicture() + this.#renderRows(model);
    if (out === "") return "";
    return BEGIN_UPDATE + HIDE_CURSOR + out + this.#renderInput(model) + SHOW_CURSOR + END_UPDATE;
  }

  /** Nothing depends on it: no row is wrapped on the alternate screen, and news of the size makes all be painted again. */
  painted(): void {}

  suspend(): string {
    this.#begun = false;
    this.#stale = true;
    return this.abandon;
  }

  close(): string {
    return this.abandon +
      this.#kept.entries.flatMap((entry) => this.#rowsOf(entry)).map((row) => `${row}\r\n`).join("");
  }

  get #conversationRows(): number {
    const { least, most } = CONVERSATION_ROWS;
    return Math.min(Math.max(least, Math.min(most, Math.floor(this.#size.rows / 4))), Math.max(0, this.#size.rows - 2));
  }

  get #area(): CellArea {
    const { columns, rows } = this.#size;
    return { row: 1, column: 1, columns, rows: Math.max(0, rows - this.#conversationRows - 2) };
  }

  #renderPicture(): string {
    const sameCaption = this.#picture !== undefined || this.#caption === this.#paintedCaption;
    if (this.#picture === this.#paintedPicture && sameCaption) return "";
    const area = this.#area;
    const hadOther = this.#paintedPicture === undefined ? this.#paintedCaption !== "" : this.#picture === undefined;
    this.#paintedPicture = this.#picture;
    this.#paintedCaption = "";
    if (area.rows === 0) return "";
    if (!this.#picture) {
      this.#painter.reset();
      this.#paintedCaption = this.#caption;
      return (hadOther ? eraseRows(area) : "") + this.#centred(this.#caption, area);
    }
    const { text, erase } = this.#painter.paint(this.#picture, area);
    return (erase || hadOther ? eraseRows(area) : "") + text;
  }

  #centred(caption: string, { row, rows, columns }: CellArea): string {
    const text = cutRow([{ text: caption, tone: "faint" }], columns);
    const column = 1 + Math.floor((columns - rowWidth(text)) / 2);
    return caption === "" ? "" : `\x1b[${row + (rows >> 1)};${column}H${paintRow(text, this.#colour)}`;
  }

  /** The conversation and the status line. Only rows that changed are painted. */
  #renderRows(model: ScreenModel): string {
    const { columns, rows } = this.#size;
    const count = this.#conversationRows;
    const conversation: string[] = [];
    const { entries } = this.#kept;
    for (let at = entries.length - 1; at >= 0 && conversation.length < count; at--) {
      conversation.unshift(...this.#rowsOf(entries[at]));
    }
    const wanted = [
      ...new Array<string>(Math.max(0, count - conversation.length)).fill(""),
      ...conversation.slice(conversation.length - Math.min(count, conversation.length)),
      paintRow(cutRow(model.statusRow(columns), columns), this.#colour),
    ];
    const first = rows - count - 1;
    let out = wanted.map((row, at) => this.#row(first + at, row)).join("");
    const input = this.#inputOf(model);
    if (this.#painted.get(rows) !== input) out += `\x1b[${rows};1H${ERASE_ROW}`;
    this.#painted.set(rows, input);
    return out;
  }

  /** An entry's rows as painted. The text is wrapped once for each size, not for each picture. */
  #rowsOf(entry: Entry): readonly string[] {
    const { columns } = this.#size;
    const known = this.#broken.get(entry);
    if (known?.columns === columns) return known.rows;
    const rows = entryRows(entry, columns).map((row) => paintRow(row, this.#colour));
    this.#broken.delete(entry);
    this.#broken.set(entry, { columns, rows });
    if (this.#broken.size > CONVERSATION_ROWS.most) this.#broken.delete(this.#broken.keys().next().value!);
    return rows;
  }

  #row(number: number, text: string): string {
    if (number < 1 || this.#painted.get(number) === text) return "";
    this.#painted.set(number, text);
    return `\x1b[${number};1H${ERASE_ROW}${text}`;
  }

  #renderInput(model: ScreenModel): string {
    return `\x1b[${this.#size.rows};1H${this.#inputOf(model)}`;
  }

  #inputOf(model: ScreenModel): string {
    return paintInput(model, this.#size.columns).text;
  }
}

function eraseRows({ row, rows }: CellArea): string {
  return Array.from({ length: rows }, (_, at) => `\x1b[${row + at};1H${ERASE_ROW}`).join("");
}
