import type { SoundFrame } from "../../../port/sound.ts";

/** In bytes: more than a second of sound in which each packet repeats seven frames. A power of two, as positions wrap at 2^32. */
const BYTES = 1 << 18;
/** Places in the head: where the next record is added and taken, in bytes since the beginning. */
const ADDED = 0, TAKEN = 1, HEAD_BYTES = 16;
/** A record: its length in bytes, the number of frames, two times; for each frame its sequence and length, and its bytes. */
const RECORD_BYTES = 24, FRAME_BYTES = 12;
/** In place of a length: the next record is at the beginning of the memory. */
const TO_START = 0;

/** A packet of sound, or a frame on its way to become one. */
export interface QueuedSound {
  readonly frames: readonly SoundFrame[];
  /** In milliseconds; NaN for none. */
  readonly captureMs: number;
  readonly arrivedMs: number;
}

/**
 * Sound on its way from one thread to another, in memory that both share: a message for each packet would take longer than
 * everything else that is done with it. One thread adds, and one takes.
 */
export class SoundQueue {
  /** To be given to the other thread. */
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array<SharedArrayBuffer>;
  readonly #view: DataView<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(HEAD_BYTES + BYTES)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#view = new DataView(memory, HEAD_BYTES);
    this.#bytes = new Uint8Array(memory, HEAD_BYTES);
  }

  /** Adds sound, and wakes up who waits for it. Returns false if there is no room: nobody has taken anything for a long time. */
  add({ frames, captureMs, arrivedMs }: QueuedSound): boolean {
    let length = RECORD_BYTES;
    for (const { bytes } of frames) length += FRAME_BYTES + bytes.length;
    length = aligned(length);
    let added = this.#head[ADDED];
    const leftBytes = BYTES - placeOf(added), skipped = length > leftBytes ? leftBytes : 0;
    if (BYTES - (added - Atomics.load(this.#head, TAKEN) | 0) < skipped + length) return false;
    if (skipped > 0) {
      this.#view.setUint32(placeOf(added), TO_START);
      added = added + skipped | 0;
    }
    const view = this.#view, start = placeOf(added);
    view.setUint32(start, length);
    view.setUint32(start + 4, frames.length);
    view.setFloat64(start + 8, captureMs);
    view.setFloat64(start + 16, arrivedMs);
    let at = start + RECORD_BYTES;
    for (const { sequence, bytes } of frames) {
      view.setFloat64(at, sequence);
      view.setUint32(at + 8, bytes.length);
      this.#bytes.set(bytes, at + FRAME_BYTES);
      at += FRAME_BYTES + bytes.length;
    }
    Atomics.store(this.#head, ADDED, added + length | 0);
    Atomics.notify(this.#head, ADDED);
    return true;
  }

  /** Removes and returns the oldest sound; `undefined` if there is none. */
  take(): QueuedSound | undefined {
    let taken = this.#head[TAKEN];
    if (taken === this.position) return undefined;
    const view = this.#view;
    if (view.getUint32(placeOf(taken)) === TO_START) taken = taken + BYTES - placeOf(taken) | 0;
    const start = placeOf(taken), frames: SoundFrame[] = [];
    let at = start + RECORD_BYTES;
    for (let left = view.getUint32(start + 4); left > 0; left--) {
      const length = view.getUint32(at + 8);
      frames.push({
        sequence: view.getFloat64(at),
        bytes: this.#bytes.slice(at + FRAME_BYTES, at + FRAME_BYTES + length),
      });
      at += FRAME_BYTES + length;
    }
    const sound = { frames, captureMs: view.getFloat64(start + 8), arrivedMs: view.getFloat64(start + 16) };
    Atomics.store(this.#head, TAKEN, taken + view.getUint32(start) | 0);
    return sound;
  }

  /** Where the next sound will be added. */
  get position(): number {
    return Atomics.load(this.#head, ADDED);
  }

  /** Removes what was added before {@linkcode position} was this. */
  drop(position: number): void {
    if ((position - this.#head[TAKEN] | 0) > 0) Atomics.store(this.#head, TAKEN, position);
  }

  /** Waits until something was added since {@linkcode position} was this, or `wake` is called. */
  async added(position: number): Promise<void> {
    const { value } = Atomics.waitAsync(this.#head, ADDED, position);
    await value;
  }

  wake(): void {
    Atomics.notify(this.#head, ADDED);
  }
}

function placeOf(position: number): number {
  return position & (BYTES - 1);
}

/** A length is written in one piece, also at the end of the memory. */
function aligned(length: number): number {
  return length + 7 & ~7;
}
