const NEWLINE = 10;

/** The line of a picture's header that is being read, in Latin-1. It may arrive in pieces. */
export class HeaderLine {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** A longer line is refused. */
  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /**
   * Takes the part of the line that begins at `from`. Returns where the rest of `bytes` begins, and the line without its line
   * feed if it is complete. The next call begins the next line then. Returns `undefined` if the line is too long.
   */
  read(bytes: Uint8Array, from: number): { readonly next: number; readonly line?: string } | undefined {
    const end = bytes.indexOf(NEWLINE, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (this.#length + part.length > this.#bytes.length) return undefined;
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
    if (end < 0) return { next: bytes.length };
    const line = new TextDecoder("latin1").decode(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return { next: end + 1, line };
  }
}
