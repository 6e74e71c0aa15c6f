/** Reads bits, the most significant first. Past the end it reads zeros and says so; it never throws. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at: number;
  readonly #end: number;

  /** Reads `bytes` from byte `start` up to, but not including, byte `end`. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start * 8;
    this.#end = end * 8;
  }

  /** Whether more bits were read than there are. */
  get isPastEnd(): boolean {
    return this.#at > this.#end;
  }

  /** The next `count` bits, 0 to 32, as an unsigned number. */
  bits(count: number): number {
    let value = 0;
    for (let left = count; left > 0;) {
      const inByte = this.#at & 7;
      const taken = Math.min(left, 8 - inByte);
      const byte = this.#at < this.#end ? this.#bytes[this.#at >> 3] : 0;
      value = value * 2 ** taken + ((byte >> (8 - inByte - taken)) & ((1 << taken) - 1));
      this.#at += taken;
      left -= taken;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    this.#at += count;
  }
}
