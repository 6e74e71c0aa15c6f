import type { PlayoutCounters } from "./playout_counters.ts";

/** A frame that waits to be decoded. */
export interface StoredFrame {
  /** When it begins, in units of 10 ms. Unlike the sequence of the wire it never wraps. */
  readonly index: number;
  readonly units: number;
  readonly bytes: Uint8Array;
  readonly hasFec: boolean;
  /** It came as a repetition only. */
  readonly isRepair: boolean;
  /** Nothing was sent before it. */
  readonly afterSilence: boolean;
}

/** How far ahead frames are kept, in units of 10 ms: 2 s. Whatever a peer sends, there are no more than this. */
const MAX_AHEAD_UNITS = 200;
/** How far back it is known what has arrived, in units of 10 ms: more than a repetition can be behind. */
const REMEMBERED_UNITS = 512;

/** The frames that wait to be decoded, each once, by their time. */
export class FrameStore {
  readonly #frames: (StoredFrame | undefined)[] = new Array(MAX_AHEAD_UNITS).fill(undefined);
  readonly #arrived = new Float64Array(REMEMBERED_UNITS).fill(-1);
  #next: number;
  #newest: number;

  /** What is dropped is counted: what comes late, and what is passed over. */
  constructor(firstIndex: number, readonly counters: PlayoutCounters) {
    this.#next = firstIndex;
    this.#newest = firstIndex - 1;
  }

  /** What is to be decoded next begins here. */
  get next(): number {
    return this.#next;
  }

  /** The newest frame that has arrived begins here. */
  get newest(): number {
    return this.#newest;
  }

  hasArrived(index: number): boolean {
    return this.#arrived[index % REMEMBERED_UNITS] === index;
  }

  /**
   * Keeps a frame that has not arrived before, unless what it contains has been played, or replaced. If it is too far ahead of
   * all others, decoding continues with it: what is so much older is not played any more.
   */
  insert(frame: StoredFrame): void {
    const { index } = frame;
    const isRemembered = index > this.#newest - REMEMBERED_UNITS;
    if (isRemembered) {
      this.#arrived[index % REMEMBERED_UNITS] = index;
      this.#newest = Math.max(this.#newest, index);
    }
    if (!isRemembered || index < this.#next) {
      this.counters.drops.sound_late++;
      return;
    }
    if (index >= this.#next + MAX_AHEAD_UNITS) this.moveTo(index);
    this.#frames[index % MAX_AHEAD_UNITS] = frame;
  }

  /** The frame that begins exactly where decoding is. */
  get current(): StoredFrame | undefined {
    return this.#at(this.#next);
  }

  /** The first frame that begins at or after `index`. */
  firstFrom(index: number): StoredFrame | undefined {
    for (let at = Math.max(index, this.#next); at <= this.#newest; at++) {
      const frame = this.#at(at);
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  /** The newest frame that waits. */
  get last(): StoredFrame | undefined {
    for (let at = this.#newest; at >= this.#next; at--) {
      const frame = this.#at(at);
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  /** Removes and returns the current frame; decoding continues after it. `undefined` if there is none. */
  take(): StoredFrame | undefined {
    const frame = this.current;
    if (frame === undefined) return undefined;
    this.#frames[frame.index % MAX_AHEAD_UNITS] = undefined;
    this.moveTo(frame.index + frame.units);
    return frame;
  }

  /** Decoding continues at `index`. Frames that begin before it are dropped. */
  moveTo(index: number): void {
    this.#drop(this.#next, Math.min(index, this.#next + MAX_AHEAD_UNITS));
    this.#next = index;
  }

  /** Decoding goes back to `index`: nothing from there on was played. Frames too far ahead of it are dropped. */
  rewindTo(index: number): void {
    this.#drop(index, Math.min(this.#next, index + MAX_AHEAD_UNITS));
    this.#next = index;
  }

  /** Empties the places from the first index up to the second. */
  #drop(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (this.#frames[at % MAX_AHEAD_UNITS] === undefined) continue;
      this.#frames[at % MAX_AHEAD_UNITS] = undefined;
      this.counters.drops.sound_skipped++;
    }
  }

  #at(index: number): StoredFrame | undefined {
    const frame = this.#frames[index % MAX_AHEAD_UNITS];
    return frame?.index === index ? frame : undefined;
  }
}
