import type { Entry } from "./screen.ts";

interface PrintedEntry {
  readonly entry: Entry;
  /** Columns of each of its rows. */
  readonly widths: readonly number[];
}

/** The end of what was printed, from the first entry on that may still change: what can be printed again in its place. */
export class ChangeableEntries {
  #printed: PrintedEntry[] = [];
  #firstChanged = Infinity;

  /** Whether an entry is not printed as it is now. */
  get changed(): boolean {
    return this.#firstChanged < this.#printed.length;
  }

  /** Columns of each row, from the first changed entry on. */
  get changedWidths(): number[] {
    return this.#widthsFrom(this.#firstChanged);
  }

  /** Columns of each row. */
  get widths(): number[] {
    return this.#widthsFrom(0);
  }

  add(entry: Entry, widths: readonly number[]): void {
    this.#printed.push({ entry, widths });
  }

  /** Puts `entry` in the place of the one with the same id, where that is still among these. */
  replace(entry: Entry): void {
    const at = this.#printed.findLastIndex((printed) => printed.entry.id === entry.id);
    if (at < 0) return;
    this.#printed[at] = { ...this.#printed[at], entry };
    this.#firstChanged = Math.min(this.#firstChanged, at);
  }

  /** The entries from the first changed one on; they are to be printed and added again. */
  takeChanged(): Entry[] {
    return this.#takeFrom(this.#firstChanged);
  }

  /** All entries; they are to be printed and added again. */
  takeAll(): Entry[] {
    return this.#takeFrom(0);
  }

  /** Lets go of what cannot change any more, and of the oldest until the rows of the others are such that they can be reached. */
  trim(canBeReached: (widths: readonly number[]) => boolean): void {
    const open = this.#printed.findIndex(({ entry }) => entry.pending);
    this.#drop(Math.min(open < 0 ? this.#printed.length : open, this.#firstChanged));
    while (this.#printed.length > 0 && !canBeReached(this.widths)) this.#drop(1);
  }

  /** All stay as they were printed. */
  forget(): void {
    this.#printed = [];
    this.#firstChanged = Infinity;
  }

  #widthsFrom(first: number): number[] {
    return this.#printed.slice(first).flatMap(({ widths }) => widths);
  }

  #takeFrom(first: number): Entry[] {
    this.#firstChanged = Infinity;
    return this.#printed.splice(first).map(({ entry }) => entry);
  }

  #drop(count: number): void {
    this.#printed.splice(0, count);
    this.#firstChanged = Math.max(0, this.#firstChanged - count);
  }
}
