import { type Row, type Span, wrapText } from "./styled_text.ts";

/** The columns and rows of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal's size, and the number of rows above its cursor. */
export interface SizeAnswer extends ScreenSize {
  readonly rowsAbove: number;
}

/** Something printed above the status line: a line of the conversation, or a message from vchat. Safe to print. */
export interface Entry {
  readonly head: Row;
  readonly text: string;
  /** Starts the second and later rows of the text. */
  readonly indent: Span;
  /** Set if the entry may be replaced later. */
  readonly id?: number;
  /** Whether the entry may still be replaced. */
  readonly pending?: boolean;
}

/** What a screen shows besides its entries. Read at every painting. */
export interface ScreenModel {
  /** The status line, no wider than `columns`. */
  statusRow(columns: number): Row;
  readonly prompt: string;
  /** The text being typed, and the cursor in it, in code units. */
  readonly text: string;
  readonly cursor: number;
}

/**
 * Produces what to send to the terminal, but sends nothing itself. Its owner asks for output when the terminal has taken the
 * previous output. So a slow terminal gets the newest state, never a queue of old ones.
 */
export interface Screen {
  print(entry: Entry): void;
  /** Replaces the entry with the same id, if it can still be reached. */
  replace(entry: Entry): void;
  /** Everything must be painted again: the size changed, or another program wrote on the terminal. */
  resize(size: ScreenSize): void;
  /** Nothing on the terminal can be relied on from now on. */
  invalidate(): void;
  /**
   * What brings the terminal up to date, or "" if it already is. `askSize` asks the terminal for its size. It is put wherever
   * the output does damage if the terminal has another size by then.
   */
  render(model: ScreenModel, askSize?: string): string;
  /** The terminal has taken the last rendered output. `sizes`: its answers to each `askSize` in it, in order. */
  painted(sizes: readonly SizeAnswer[]): void;
  /** What hands the terminal to another program. The next output starts at the cursor that it leaves. */
  suspend(): string;
  /** What leaves the conversation on the terminal, and restores everything else. */
  close(): string;
  /** Like {@linkcode Screen.close}, but for a program that is about to crash: does as little as possible. */
  readonly abandon: string;
}

/** The most entries that wait for a terminal that does not read, and UTF-16 units of their texts. */
const WAITING_ENTRIES = 2000;
const WAITING_UNITS = 1024 * 1024;

/** The newest entries, limited in number and in total length. */
export class NewestEntries {
  readonly entries: Entry[] = [];
  /** How many entries were discarded. */
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

  /** Returns whether an entry with the same id was there to replace. */
  replace(entry: Entry): boolean {
    const at = this.entries.findLastIndex(({ id }) => id === entry.id);
    if (at < 0) return false;
    this.#units += entry.text.length - this.entries[at].text.length;
    this.entries[at] = entry;
    return true;
  }
}

/** The entries that are not on the screen yet. If there are too many, only the newest. */
export class EntryQueue {
  #entries = new NewestEntries(WAITING_ENTRIES, WAITING_UNITS);

  add(entry: Entry): void {
    this.#entries.add(entry);
  }

  /** Returns whether an entry with the same id was there to replace. */
  replace(entry: Entry): boolean {
    return this.#entries.replace(entry);
  }

  /** Removes and returns all entries. */
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
