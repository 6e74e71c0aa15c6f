const WINDOW_PACKETS = 4096;
const WORDS = WINDOW_PACKETS / 32;

/**
 * Which packet numbers came already, of the latest 4096 (RFC 6479's shape: a ring of words). Asked before a packet is
 * opened, told only after it opened: a forged number must not push the window forward.
 */
export class ReplayWindow {
  #highest = -1;
  readonly #seen = new Uint32Array(WORDS);

  /** -1 before the first packet. */
  get highest(): number {
    return this.#highest;
  }

  /** Whether the number is neither seen nor too old to tell. */
  isNew(number: number): boolean {
    if (number > this.#highest) return true;
    // The oldest word is being cleared as the window moves, so it does not count.
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
