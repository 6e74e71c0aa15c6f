import type { Buffer } from "node:buffer";
import { type ByteRange, RECEIVE_WINDOW_BYTES, SEGMENT_HEADER_BYTES } from "./reliable_stream.ts";

/** How many separate ranges may arrive out of order. No link needs more, and a hostile peer must not cause more work. */
const MAX_RANGES = 128;
/** An acknowledgement is sent after this many packets, or this long after the first of them. */
const ACK_PACKETS = 16, ACK_MS = 4;

/**
 * Takes the next bytes of a stream and returns how many it took. It keeps no reference to them. The receiver holds the rest, and
 * takes up to a window more from the peer.
 */
export type TakeBytes = (bytes: Uint8Array) => number;

/** The receiving half of a reliable stream: segments in any order and number in, every byte once and in order out. */
export class ReliableReceiver {
  #next = 0;
  /** Holds bytes that cannot be delivered yet, at their offset modulo the window. Allocated when it is first needed. */
  #ring: Uint8Array | undefined;
  /** The ranges that the ring holds, in order. No two touch. */
  readonly #ranges: ByteRange[] = [];
  /** Whether the reader has left bytes that are next in order. */
  #held = false;
  #stopped = false;
  #unacknowledged = 0;
  #ackMs = Infinity;

  /** The offset up to which everything was delivered. */
  get acknowledged(): number {
    return this.#next;
  }

  /** What has arrived beyond `acknowledged`, in order. */
  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }

  /** Whether `deliverHeld` has bytes that were not taken. */
  get held(): boolean {
    return this.#held;
  }

  /** When the next acknowledgement is due. */
  get ackDeadlineMs(): number {
    return this.#ackMs;
  }

  /** Returns whether an acknowledgement is due. If so, it counts as sent. */
  takeAck(nowMs: number): boolean {
    if (nowMs < this.#ackMs) return false;
    this.#ackMs = Infinity;
    this.#unacknowledged = 0;
    return true;
  }

  /**
   * Takes the plaintext of one packet of the stream, and keeps no reference to it. Delivers the bytes that are in order now, unless
   * earlier bytes are held. Returns `false` if the packet is malformed, or beyond the window.
   */
  receive(plain: Buffer, take: TakeBytes, nowMs: number): boolean {
    if (plain.length <= SEGMENT_HEADER_BYTES) return false;
    const offset = plain.readUIntBE(1, 6);
    const bytes = plain.subarray(SEGMENT_HEADER_BYTES), end = offset + bytes.length;
    if (end > this.#next + RECEIVE_WINDOW_BYTES) return false;
    this.#ackMs = ++this.#unacknowledged >= ACK_PACKETS ? nowMs : Math.min(this.#ackMs, nowMs + ACK_MS);
    if (this.#stopped || end <= this.#next) return true;
    if (offset > this.#next) {
      this.#keep(offset, bytes);
      return true;
    }
    if (!this.#held) this.#next += take(bytes.subarray(this.#next - offset));
    if (this.#next < end) this.#keep(this.#next, bytes.subarray(this.#next - offset));
    if (!this.#held) this.#deliver(take);
    return true;
  }

  /** Delivers the bytes that were not taken before, and those after them. */
  deliverHeld(take: TakeBytes, nowMs: number): void {
    if (!this.#held) return;
    this.#held = false;
    this.#deliver(take);
    this.#ackMs = Math.min(this.#ackMs, nowMs + ACK_MS);
  }

  /** Delivers nothing from now on. */
  stop(): void {
    this.#stopped = true;
  }

  /** Delivers what the ring holds in order, until the reader leaves something. */
  #deliver(take: TakeBytes): void {
    while (this.#ranges.length > 0 && this.#ranges[0].start <= this.#next) {
      const { end } = this.#ranges[0];
      this.#deliverFromRing(end, take);
      if (this.#next < end) {
        this.#ranges[0] = { start: this.#next, end };
        this.#held = true;
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
    this.#ring ??= new Uint8Array(RECEIVE_WINDOW_BYTES);
    const to = offset % RECEIVE_WINDOW_BYTES, first = Math.min(bytes.length, RECEIVE_WINDOW_BYTES - to);
    this.#ring.set(bytes.subarray(0, first), to);
    this.#ring.set(bytes.subarray(first), 0);
  }

  /** Delivers from `#next` to `end`. The bytes may go past the end of the ring. */
  #deliverFromRing(end: number, take: TakeBytes): void {
    while (this.#next < end) {
      const from = this.#next % RECEIVE_WINDOW_BYTES;
      const length = Math.min(end - this.#next, RECEIVE_WINDOW_BYTES - from);
      const taken = take(this.#ring!.subarray(from, from + length));
      this.#next += taken;
      if (taken < length) return;
    }
  }
}
