interface UndeliveredLine {
  readonly id: number;
  /** Offset in the stream of the first byte after the line. */
  readonly end: number;
}

/** The lines that were written to a stream and that the peer does not have yet, in order. */
export class UndeliveredLines {
  readonly #lines: UndeliveredLine[] = [];
  /** How many of them were sent completely. */
  #sent = 0;

  get count(): number {
    return this.#lines.length;
  }

  get ids(): number[] {
    return this.#lines.map(({ id }) => id);
  }

  add(id: number, end: number): void {
    this.#lines.push({ id, end });
  }

  /** The stream was sent up to `offset`. Returns the ids of the lines that are completely sent since the last call. */
  takeSent(offset: number): number[] {
    const ids: number[] = [];
    for (; this.#sent < this.#lines.length && this.#lines[this.#sent].end <= offset; this.#sent++) {
      ids.push(this.#lines[this.#sent].id);
    }
    return ids;
  }

  /** The peer has all bytes up to `offset`. Removes the lines that are delivered, and returns their ids. */
  takeDelivered(offset: number): number[] {
    const rest = this.#lines.findIndex(({ end }) => end > offset);
    const delivered = this.#lines.splice(0, rest < 0 ? this.#lines.length : rest);
    this.#sent -= delivered.length;
    return delivered.map(({ id }) => id);
  }
}
