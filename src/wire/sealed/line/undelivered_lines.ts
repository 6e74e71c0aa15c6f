interface UndeliveredLine {
  readonly id: number;
  /** Offset in the stream of the first byte after the line. */
  readonly end: number;
}

/** The lines that a stream has taken and the peer does not have yet, in their order. */
export class UndeliveredLines {
  readonly #lines: UndeliveredLine[] = [];
  /** How many of them were sent to their end. */
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

  /** The ids of lines that have become sent, now that the stream was sent up to `offset`. */
  takeSent(offset: number): number[] {
    const ids: number[] = [];
    for (; this.#sent < this.#lines.length && this.#lines[this.#sent].end <= offset; this.#sent++) {
      ids.push(this.#lines[this.#sent].id);
    }
    return ids;
  }

  /** The ids of lines that are delivered, now that the peer has everything up to `offset`. They are forgotten. */
  takeDelivered(offset: number): number[] {
    const rest = this.#lines.findIndex(({ end }) => end > offset);
    const delivered = this.#lines.splice(0, rest < 0 ? this.#lines.length : rest);
    this.#sent -= delivered.length;
    return delivered.map(({ id }) => id);
  }
}
