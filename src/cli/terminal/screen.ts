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
  /** Of one that may be replaced. */
  readonly id?: number;
  /** It may still be replaced. */
  readonly pending?: boolean;
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
  /** Shows `entry` in the place of the one with the same id, where that can still be reached. */
  replace(entry: Entry): void;
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

/** Entries that may wait for a terminal that is not being read, and UTF-16 units of their texts. */
const WAITING_ENTRIES = 2000;
const WAITING_UNITS = 1024 * 1024;

/** The newest entries, bounded by their number and by the length of their texts. */
export class NewestEntries {
  readonly entries: Entry[] = [];
  /** How many were too many. */
  skipped = 0;
  readonly #maxEntries: number;
  readonly #maxUnits: number;
  #units = 0;

  constructor(maxEntries: number, maxUnits: number) {
    this.#maxEntries = maxEntries;
    this.#maxUnits = maxUnits;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.#units += entry.text.length;
    while (this.entries.length > this.#maxEntries || this.#units > this.#maxUnits && this.entries.length > 1) {
      this.#units -= this.entries.shift()!.text.length;
      this.skipped++;
    }
  }

  /** Whether there was one with the same id to be replaced. */
  replace(entry: Entry): boolean {
    const at = this.entries.findLastIndex(({ id }) => id === entry.id);
    if (at < 0) return false;
    this.#units += entry.text.length - this.entries[at].text.length;
    this.entries[at] = entry;
    return true;
  }
}

/** The entries that are not on the screen yet: the newest of them, when they are too many. */
export class EntryQueue {
  #entries = new NewestEntries(WAITING_ENTRIES, WAITING_UNITS);

  add(entry: Entry): void {
    this.#entries.add(entry);
  }

  /** Whether there was one with the same id to be replaced. */
  replace(entry: Entry): boolean {
    return this.#entries.replace(entry);
  }

  /** All of them; the queue is empty then. */
  take(): Entry[] {
    const { entries, skipped } = this.#entries;
    if (skipped > 0) {
      entries.unshift({
        head: [{ text: `… ${skipped} lines came too fast to be shown`, tone: "faint" }],
        text: "",
        indent: { text: "" },
      });
    }
    this.#entries = new NewestEntries(WAITING_ENTRIES, WAITING_UNITS);
    return entries;
  }
}

/** The rows of an entry. */
export function entryRows({ head, text, indent }: Entry, columns: number): Row[] {
  return wrapText(head, text, { columns, indent });
}
