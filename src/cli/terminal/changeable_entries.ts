import type { Entry } from "./screen.ts";

interface PrintedEntry {
  /** Undefined for rows that are to be erased and not printed again. */
  readonly entry: Entry | undefined;
  /** The columns of each of its rows. */
  readonly widths: readonly number[];
}

/** The last printed entries, from the first one that may still change. They can be printed again in place. */
export class ChangeableEntries {
  #printed: PrintedEntry[] = [];
  #firstChanged = Infinity;
  /** The first entry of a painting that is not confirmed yet. It may be behind the last entry. */
  #firstUnconfirmed = Infinity;

  /** Whether an entry has changed since it was printed. */
  get changed(): boolean {
    return this.#firstChanged < this.#printed.length;
  }

  /** The columns of each row, from the first changed entry on. */
  get changedWidths(): number[] {
    return this.#widthsFrom(this.#firstChanged);
  }

  /** The columns of each row. */
  get widths(): number[] {
    return this.#widthsFrom(0);
  }

  add(entry: Entry, widths: readonly number[]): void {
    this.#printed.push({ entry, widths });
  }

  /** What is added from now on may have to be printed again: it is kept until {@linkcode ChangeableEntries.confirm}. */
  keepFromHere(): void {
    this.#firstUnconfirmed = this.#printed.length;
  }

  /** What was kept is on the screen. `left`: the columns of each row above it that has no entry, and must be erased. */
  confirm(left: readonly number[]): void {
    const at = this.#firstUnconfirmed;
    this.#firstUnconfirmed = Infinity;
    if (left.length === 0 || at === Infinity) return;
    this.#printed.splice(at, 0, { entry: undefined, widths: left });
    if (this.#firstChanged >= at) this.#firstChanged++;
  }

  /** Replaces the entry with the same id, if it is still here. */
  replace(entry: Entry): void {
    const at = this.#printed.findLastIndex((printed) => printed.entry?.id === entry.id);
    if (at < 0) return;
    this.#printed[at] = { ...this.#printed[at], entry };
    this.#firstChanged = Math.min(this.#firstChanged, at);
  }

  /** Removes the entries from the first changed one on. The caller must print and add them again. */
  takeChanged(): Entry[] {
    return this.#takeFrom(this.#firstChanged);
  }

  /** Removes all entries. The caller must print and add them again. */
  takeAll(): Entry[] {
    return this.#takeFrom(0);
  }

  /** Removes entries that can no longer change, then the oldest ones until the rows of the rest can be reached. */
  trim(canBeReached: (widths: readonly number[]) => boolean): void {
    const open = this.#printed.findIndex(({ entry }) => !entry || entry.pending);
    this.#drop(Math.min(open < 0 ? this.#printed.length : open, this.#firstChanged, this.#firstUnconfirmed));
    while (this.#printed.length > 0 && !canBeReached(this.widths)) this.#drop(1);
  }

  /** Leaves all entries as they were printed. */
  forget(): void {
    this.#printed = [];
    this.#firstChanged = this.#firstUnconfirmed = Infinity;
  }

  #widthsFrom(first: number): number[] {
    return this.#printed.slice(first).flatMap(({ widths }) => widths);
  }

  #takeFrom(first: number): Entry[] {
    this.#firstChanged = Infinity;
    return this.#printed.splice(first).map(({ entry }) => entry).filter((entry) => entry !== undefined);
  }

  #drop(count: number): void {
    this.#printed.splice(0, count);
    this.#firstChanged = Math.max(0, this.#firstChanged - count);
    this.#firstUnconfirmed = Math.max(0, this.#firstUnconfirmed - count);
  }
}
