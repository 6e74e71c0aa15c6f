import { Buffer } from "node:buffer";
import { STREAM_TEXT, TEXT_HEADER_BYTES, TEXT_SEGMENT_BYTES, TEXT_WINDOW_BYTES } from "./text_stream.ts";

const MAX_WAITING_BYTES = 1024 * 1024;
/** Segments under way at once, so that a long text does not fill a narrow link's queue. */
const IN_FLIGHT_BYTES = 16 * TEXT_SEGMENT_BYTES;
const MIN_RTO_MS = 60;
const MAX_RTO_MS = 500;

interface Segment {
  readonly offset: number;
  readonly bytes: Uint8Array;
  sentMs: number;
  tries: number;
}

interface Line {
  readonly id: number;
  readonly end: number;
  sent: boolean;
}

/** The sending half of the text stream: every byte is kept until it is acknowledged. */
export class TextSender {
  #segments: Segment[] = [];
  #lines: Line[] = [];
  #end = 0;
  #acknowledged = 0;

  /** Says whether there is room for it. `utf8` is at most 65,536 bytes. */
  push(id: number, utf8: Uint8Array): boolean {
    if (this.#end - this.#acknowledged + utf8.length + 4 > MAX_WAITING_BYTES) return false;
    const record = Buffer.allocUnsafe(4 + utf8.length);
    record.writeUInt32BE(utf8.length, 0);
    record.set(utf8, 4);
    for (let at = 0; at < record.length; at += TEXT_SEGMENT_BYTES) {
      const bytes = record.subarray(at, at + TEXT_SEGMENT_BYTES);
      this.#segments.push({ offset: this.#end + at, bytes, sentMs: -Infinity, tries: 0 });
    }
    this.#end += record.length;
    this.#lines.push({ id, end: this.#end, sent: false });
    return true;
  }

  /** Plaintexts to send now, and the lines that have left with them. */
  poll(rttMs: number, nowMs: number): { payloads: Buffer[]; sentIds: number[] } {
    const payloads: Buffer[] = [];
    let leftUpTo = -1;
    for (const segment of this.#segments) {
      if (segment.offset - this.#acknowledged >= Math.min(IN_FLIGHT_BYTES, TEXT_WINDOW_BYTES)) break;
      if (nowMs < segment.sentMs + rtoMs(rttMs, segment.tries)) continue;
      segment.sentMs = nowMs;
      if (segment.tries++ === 0) leftUpTo = segment.offset + segment.bytes.length;
      const payload = Buffer.allocUnsafe(TEXT_HEADER_BYTES + segment.bytes.length);
      payload[0] = STREAM_TEXT;
      payload.writeUIntBE(segment.offset, 1, 6);
      payload.set(segment.bytes, TEXT_HEADER_BYTES);
      payloads.push(payload);
    }
    const sentIds: number[] = [];
    for (const line of this.#lines) {
      if (line.end > leftUpTo) break;
      if (!line.sent) sentIds.push(line.id);
      line.sent = true;
    }
    return { payloads, sentIds };
  }

  /** The lines that the peer has now. */
  acknowledge(offset: number): number[] {
    if (offset <= this.#acknowledged || offset > this.#end) return [];
    this.#acknowledged = offset;
    this.#segments = this.#segments.filter((segment) => segment.offset + segment.bytes.length > offset);
    const delivered = this.#lines.filter((line) => line.end <= offset).map((line) => line.id);
    this.#lines = this.#lines.slice(delivered.length);
    return delivered;
  }

  /** The link is back: everything that is out goes again at once. */
  resume(): void {
    for (const segment of this.#segments) {
      segment.sentMs = -Infinity;
      segment.tries = Math.min(segment.tries, 1);
    }
  }

  /** Lines that are not acknowledged. */
  get waitingIds(): number[] {
    return this.#lines.map((line) => line.id);
  }

  deadlineMs(rttMs: number): number {
    let deadlineMs = Infinity;
    for (const segment of this.#segments) {
      if (segment.offset - this.#acknowledged >= IN_FLIGHT_BYTES) break;
      deadlineMs = Math.min(deadlineMs, segment.sentMs + rtoMs(rttMs, segment.tries));
    }
    return deadlineMs;
  }
}

function rtoMs(rttMs: number, tries: number): number {
  return tries === 0 ? 0 : Math.min(MAX_RTO_MS, Math.max(MIN_RTO_MS, rttMs * 1.5 + 20) * 1.5 ** Math.min(8, tries - 1));
}
