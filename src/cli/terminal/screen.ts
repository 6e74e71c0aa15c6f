import { type Row, type Span, wrapText } from "./styled_text.ts";

/** Columns and rows of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Something printed above the status line: a line of the conversation, or a word of vchat's own. Safe to print. */
export interface Entry {
  readonly head: Row;
  readonly text: string;
  /** Begins the rows that go on with the text. */
  readonly indent: Span;
}

/** What a screen shows beside its entries, asked for whenever it is painted. */
export interface ScreenModel {
  /** The status line, no wider than `columns`. */
  statusRow(columns: number): Row;
  readonly prompt: string;
  /** What is being typed, and the cursor in it, in code units. */
  readonly text: string;
  readonly cursor: number;
}

/**
 * Makes what a terminal has to be sent, and sends nothing itself: whoever does asks for it when the terminal has taken what
 * came before. So a slow terminal gets the newest state, and never a queue of old ones.
 */
export interface Screen {
  print(entry: Entry): void;
  /** Everything has to be painted anew: another size, or something else wrote on the terminal. */
  resize(size: ScreenSize): void;
  /** Nothing is as painted any more. */
  invalidate(): void;
  /** What brings the terminal up to date; "" when it is. */
  render(model: ScreenModel): string;
  /** What leaves the terminal to others for a while; what is rendered next begins wherever they left the cursor. */
  suspend(): string;
  /** What leaves the conversation on the terminal and the rest of it as it was. */
  close(): string;
  /** As {@linkcode Screen.close}, for a program that is about to crash: as little as possible. */
  readonly abandon: string;
}

/** Entries that may wait for a terminal that is not being read. */
const WAITING_ENTRIES = 2000;

/** The entries that are not on the screen yet: the newest of them, when they are too many. */
export class EntryQueue {
  #entries: Entry[] = [];
  #skipped = 0;

  add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > WAITING_ENTRIES) {
      this.#entries.shift();
      this.#skipped++;
    }
  }

  /** All of them; the queue is empty then. */
  take(): Entry[] {
    const entries = this.#entries;
    if (this.#skipped > 0) {
      entries.unshift({
        head: [{ text: `… ${this.#skipped} lines came too fast to be shown`, tone: "faint" }],
        text: "",
        indent: { text: "" },
      });
    }
    this.#entries = [];
    this.#skipped = 0;
    return entries;
  }
}

/** The rows of an entry. */
export function entryRows({ head, text, indent }: Entry, columns: number): Row[] {
  return wrapText(head, text, { columns, indent });
}
