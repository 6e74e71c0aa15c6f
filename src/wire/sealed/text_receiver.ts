import { Buffer } from "node:buffer";
import { MAX_TEXT_BYTES, TEXT_HEADER_BYTES, TEXT_WINDOW_BYTES } from "./text_stream.ts";

/** A line, or why one cannot be shown. */
export type ReceivedLine = { readonly text: string } | { readonly failure: "text_not_utf8" };

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The receiving half of the text stream: bytes in any order, each once; lines out, in order and once. */
export class TextReceiver {
  #next = 0;
  readonly #ahead = new Map<number, Uint8Array>();
  #aheadBytes = 0;
  #parts: Uint8Array[] = [];
  /** The peer claimed a line that is longer than the limit: nothing after it can be told apart. */
  broken = false;

  /** Offset up to which everything came. */
  get acknowledged(): number {
    return this.#next;
  }

  /** One text packet's plaintext. Nothing when it is not one. */
  receive(plain: Buffer): ReceivedLine[] | undefined {
    if (plain.length <= TEXT_HEADER_BYTES) return undefined;
    let offset = plain.readUIntBE(1, 6);
    let bytes: Uint8Array | undefined = Uint8Array.from(plain.subarray(TEXT_HEADER_BYTES));
    if (this.broken || offset + bytes.length <= this.#next) return [];
    if (offset + bytes.length > this.#next + TEXT_WINDOW_BYTES) return undefined;
    if (offset > this.#next) {
      if (!this.#ahead.has(offset) && this.#aheadBytes + bytes.length <= TEXT_WINDOW_BYTES) {
        this.#ahead.set(offset, bytes);
        this.#aheadBytes += bytes.length;
      }
      return [];
    }
    while (bytes !== undefined) {
      const fresh = bytes.subarray(this.#next - offset);
      this.#parts.push(fresh);
      this.#next += fresh.length;
      bytes = undefined;
      for (const [ahead, waiting] of this.#ahead) {
        if (ahead > this.#next) continue;
        this.#ahead.delete(ahead);
        this.#aheadBytes -= waiting.length;
        if (ahead + waiting.length <= this.#next) continue;
        [offset, bytes] = [ahead, waiting];
        break;
      }
    }
    return this.#lines();
  }

  #lines(): ReceivedLine[] {
    let buffer = this.#parts.length === 1 ? Buffer.from(this.#parts[0]) : Buffer.concat(this.#parts);
    const lines: ReceivedLine[] = [];
    while (buffer.length >= 4) {
      const length = buffer.readUInt32BE(0);
      if (length > MAX_TEXT_BYTES) {
        this.broken = true;
        buffer = Buffer.alloc(0);
        break;
      }
      if (buffer.length < 4 + length) break;
      try {
        lines.push({ text: UTF8.decode(buffer.subarray(4, 4 + length)) });
      } catch {
        lines.push({ failure: "text_not_utf8" });
      }
      buffer = buffer.subarray(4 + length);
    }
    this.#parts = buffer.length > 0 ? [buffer] : [];
    return lines;
  }
}
