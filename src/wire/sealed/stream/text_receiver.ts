import type { Buffer } from "node:buffer";
import { LineAssembler, type ReceivedLine } from "./line_assembler.ts";
import { TEXT_HEADER_BYTES, TEXT_WINDOW_BYTES, type TextRange } from "./text_stream.ts";

/** Holes between what came out of order: more than any link makes, so that a peer cannot make them cost. */
const MAX_RANGES = 128;
/** Acknowledged after so many packets, or so long after the first. */
const ACK_PACKETS = 16, ACK_MS = 4;
/** Lines given out at once, so that no number of short ones holds up a picture; the rest so long after. */
const MAX_LINES_AT_ONCE = 100, REST_MS = 1;

/** The receiving half of the text stream: bytes in any order, each once; lines out, in order and once. */
export class TextReceiver {
  #next = 0;
  /** Where what came ahead is put, by its offset modulo the window; none as long as nothing did. */
  #ring: Uint8Array | undefined;
  /** What is in the ring: in order, and no two touch. */
  readonly #ranges: TextRange[] = [];
  readonly #lines = new LineAssembler();
  #unacknowledged = 0;
  #ackMs = Infinity;
  /** When more lines may be given out of what came; `Infinity`: none waits. */
  #restMs = Infinity;

  /** Offset up to which everything came and was given out. */
  get acknowledged(): number {
    return this.#next;
  }

  /** What came beyond it, in order. */
  get ranges(): readonly TextRange[] {
    return this.#ranges;
  }

  /** The peer claimed a line that is longer than the limit: nothing after it can be told apart. */
  get broken(): boolean {
    return this.#lines.broken;
  }

  /** When the sender is to be told what came. */
  get ackDeadlineMs(): number {
    return this.#ackMs;
  }

  /** When `takeRest` may have something. */
  get restDeadlineMs(): number {
    return this.#restMs;
  }

  /** Whether it is to be told now; then it counts as told. */
  takeAck(nowMs: number): boolean {
    if (nowMs < this.#ackMs) return false;
    this.#ackMs = Infinity;
    this.#unacknowledged = 0;
    return true;
  }

  /** One text packet's plaintext, which is not kept. Nothing when it is not one. */
  receive(plain: Buffer, nowMs: number): ReceivedLine[] | undefined {
    if (plain.length <= TEXT_HEADER_BYTES) return undefined;
    const offset = plain.readUIntBE(1, 6);
    const bytes = plain.subarray(TEXT_HEADER_BYTES), end = offset + bytes.length;
    if (end > this.#next + TEXT_WINDOW_BYTES) return undefined;
    this.#ackMs = ++this.#unacknowledged >= ACK_PACKETS ? nowMs : Math.min(this.#ackMs, nowMs + ACK_MS);
    if (this.broken || end <= this.#next) return [];
    if (offset > this.#next) {
      this.#keep(offset, bytes);
      return [];
    }
    const lines: ReceivedLine[] = [];
    // What waits from before stands in the ring, and goes first.
    if (this.#restMs === Infinity) {
      this.#next += this.#lines.push(bytes.subarray(this.#next - offset), lines, MAX_LINES_AT_ONCE);
    }
    if (this.#next < end) this.#keep(this.#next, bytes.subarray(this.#next - offset));
    this.#takeOrdered(lines, nowMs);
    return lines;
  }

  /** Lines that waited for those before them to be given out. */
  takeRest(nowMs: number): ReceivedLine[] {
    if (nowMs < this.#restMs) return [];
    const lines: ReceivedLine[] = [];
    this.#restMs = Infinity;
    this.#takeOrdered(lines, nowMs);
    this.#ackMs = Math.min(this.#ackMs, nowMs + ACK_MS);
    return lines;
  }

  /** What in the ring continues the stream; after `MAX_LINES_AT_ONCE`, the rest later. */
  #takeOrdered(lines: ReceivedLine[], nowMs: number): void {
    if (this.#restMs !== Infinity) return;
    while (this.#ranges.length > 0 && this.#ranges[0].start <= this.#next) {
      const { end } = this.#ranges[0];
      this.#pushFromRing(end, lines);
      if (this.#next < end) {
        this.#ranges[0] = { start: this.#next, end };
        this.#restMs = nowMs + REST_MS;
        return;
      }
      this.#ranges.shift();
    }
  }

  #keep(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    let at = this.#ranges.length;
    while (at > 0 && this.#ranges[at - 1].end >= offset) at--;
    let touching = 0, start = offset, until = end;
    for (; at + touching < this.#ranges.length && this.#ranges[at + touching].start <= end; touching++) {
      start = Math.min(start, this.#ranges[at + touching].start);
      until = Math.max(until, this.#ranges[at + touching].end);
    }
    if (touching === 0 && this.#ranges.length >= MAX_RANGES) return;
    this.#ranges.splice(at, touching, { start, end: until });
    this.#ring ??= new Uint8Array(TEXT_WINDOW_BYTES);
    const to = offset % TEXT_WINDOW_BYTES, first = Math.min(bytes.length, TEXT_WINDOW_BYTES - to);
    this.#ring.set(bytes.subarray(0, first), to);
    this.#ring.set(bytes.subarray(first), 0);
  }

  /** From `#next` on, if there is anything new, until there are lines enough. */
  #pushFromRing(end: number, lines: ReceivedLine[]): void {
    while (this.#next < end) {
      const from = this.#next % TEXT_WINDOW_BYTES;
      const length = Math.min(end - this.#next, TEXT_WINDOW_BYTES - from);
      const taken = this.#lines.push(this.#ring!.subarray(from, from + length), lines, MAX_LINES_AT_ONCE);
      this.#next += taken;
      if (taken < length) return;
    }
  }
}
