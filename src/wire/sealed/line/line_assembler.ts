import { LENGTH_BYTES, MAX_LINE_BYTES } from "./line_record.ts";

/** A line, or why one cannot be shown. */
export type ReceivedLine = { readonly text: string } | { readonly failure: "text_not_utf8" | "text_too_long" };

/** First allocation for a line, before more than its length has arrived. */
const FIRST_BYTES = 4096;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Assembles lines from the bytes of a stream. However small the pieces, each byte is copied a bounded number of times. */
export class LineAssembler {
  /** Whether the peer announced a line that is longer than the limit. */
  broken = false;
  #lengthBytes = 0;
  #length = 0;
  #line: Uint8Array = new Uint8Array(FIRST_BYTES);
  #have = 0;

  /**
   * Appends to `lines` the lines that `bytes` completes, until there are `maxLines`. Returns how many bytes it took. It keeps
   * no reference to `bytes`.
   */
  push(bytes: Uint8Array, lines: ReceivedLine[], maxLines = Infinity): number {
    let at = 0;
    while (!this.broken && lines.length < maxLines) {
      while (this.#lengthBytes < LENGTH_BYTES && at < bytes.length) {
        this.#length = this.#length * 256 + bytes[at++];
        this.#lengthBytes++;
      }
      if (this.#lengthBytes < LENGTH_BYTES) return at;
      if (this.#length > MAX_LINE_BYTES) {
        this.broken = true;
        this.#line = new Uint8Array(0);
        lines.push({ failure: "text_too_long" });
        break;
      }
      const part = bytes.subarray(at, at + this.#length - this.#have);
      this.#append(part);
      at += part.length;
      if (this.#have < this.#length) return at;
      lines.push(decode(this.#line.subarray(0, this.#length)));
      this.#lengthBytes = this.#length = this.#have = 0;
      if (this.#line.length > FIRST_BYTES) this.#line = new Uint8Array(FIRST_BYTES);
    }
    return this.broken ? bytes.length : at;
  }

  #append(part: Uint8Array): void {
    const need = this.#have + part.length;
    if (need > this.#line.length) {
      const larger = new Uint8Array(Math.min(this.#length, Math.max(need, 2 * this.#line.length)));
      larger.set(this.#line.subarray(0, this.#have));
      this.#line = larger;
    }
    this.#line.set(part, this.#have);
    this.#have = need;
  }
}

function decode(utf8: Uint8Array): ReceivedLine {
  try {
    return { text: UTF8.decode(utf8) };
  } catch {
    return { failure: "text_not_utf8" };
  }
}
