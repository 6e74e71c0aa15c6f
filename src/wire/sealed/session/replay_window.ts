/** Part of the wire: PROTOCOL.md, "Sealed packets". */
const WINDOW_PACKETS = 4096;
const WORDS = WINDOW_PACKETS / 32;

/**
 * Which of the latest 4096 packet numbers have arrived, in a ring of words as in RFC 6479. It is checked before a packet is opened,
 * and updated only after the packet was opened successfully: a forged number must not move the window forward.
 */
export class ReplayWindow {
  #highest = -1;
  readonly #seen = new Uint32Array(WORDS);

  /** -1 before the first packet. */
  get highest(): number {
    return this.#highest;
  }

  /** Whether the number has not arrived yet. `false` as well if it is too old to know. */
  isNew(number: number): boolean {
    if (number > this.#highest) return true;
    // The oldest word is cleared while the window moves, so it does not count.
    if (this.#highest - number >= WINDOW_PACKETS - 32) return false;
    return (this.#seen[wordOf(number)] & (1 << (number % 32))) === 0;
  }

  commit(number: number): void {
    if (number > this.#highest) {
      const from = Math.floor(this.#highest / 32), to = Math.floor(number / 32);
      for (let word = Math.max(from + 1, to - WORDS + 1); word <= to; word++) this.#seen[word % WORDS] = 0;
      this.#highest = number;
    }
    this.#seen[wordOf(number)] |= 1 << (number % 32);
  }
}

function wordOf(number: number): number {
  return Math.floor(number / 32) % WORDS;
}
