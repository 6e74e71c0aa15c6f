import { Buffer } from "node:buffer";
import {
  MAX_UNDELIVERED_LINES,
  MAX_WAITING_BYTES,
  STREAM_TEXT,
  TEXT_HEADER_BYTES,
  TEXT_SEGMENT_BYTES,
  type TextRange,
} from "./text_stream.ts";
import { TextWindow } from "./text_window.ts";

const MIN_RTO_MS = 60, MAX_RTO_MS = 500;
/** So many packets sent later have come: this one is lost (RFC 9002, 6.1.1). */
const REORDERED_PACKETS = 3;
/** Sent again at a time when nothing is heard; what else is lost shows when these come. */
const RTO_SEGMENTS = 16;
/** In one go, so that nobody's receive buffer is overrun. */
const BURST_SEGMENTS = 32, BURST_GAP_MS = 1;

interface Segment {
  readonly offset: number;
  readonly bytes: Uint8Array;
  sentMs: number;
  /** Counts every sending of any segment; -1: never sent. */
  sending: number;
  tries: number;
  /** The peer has it. */
  came: boolean;
  lost: boolean;
}

interface Line {
  readonly id: number;
  readonly end: number;
}

/** What to send now. */
export interface TextPoll {
  readonly payloads: readonly Buffer[];
  /** Lines that have left as a whole with them. */
  readonly sentIds: readonly number[];
}

const NOTHING: TextPoll = { payloads: [], sentIds: [] };

/** The sending half of the text stream: every byte is kept until it is acknowledged. */
export class TextSender {
  readonly #window = new TextWindow();
  /** From `#first` on; those before are acknowledged. */
  #segments: Segment[] = [];
  #first = 0;
  /** Index of the first that was never sent. */
  #unsent = 0;
  readonly #lost: Segment[] = [];
  readonly #lines: Line[] = [];
  /** Of `#lines`: those that have left as a whole. */
  #sentLines = 0;
  #end = 0;
  /** Up to where everything has left once. */
  #sentEnd = 0;
  #acknowledged = 0;
  #inFlightBytes = 0;
  #highestCame = -1;
  #heardMs = -Infinity;
  #timeouts = 0;
  #burstMs = -Infinity;

  /** Says whether there is room for it. */
  push(id: number, utf8: Uint8Array): boolean {
    if (this.#end - this.#acknowledged + utf8.length + 4 > MAX_WAITING_BYTES) return false;
    if (this.#lines.length >= MAX_UNDELIVERED_LINES) return false;
    const record = Buffer.allocUnsafe(4 + utf8.length);
    record.writeUInt32BE(utf8.length, 0);
    record.set(utf8, 4);
    for (let at = 0; at < record.length; at += TEXT_SEGMENT_BYTES) {
      const bytes = record.subarray(at, at + TEXT_SEGMENT_BYTES);
      const offset = this.#end + at;
      this.#segments.push({ offset, bytes, sentMs: 0, sending: -1, tries: 0, came: false, lost: false });
    }
    this.#end += record.length;
    this.#lines.push({ id, end: this.#end });
    return true;
  }

  /** `budgetBytes`: what the pictures leave. */
  poll(rttMs: number, budgetBytes: number, nowMs: number): TextPoll {
    if (this.#first === this.#segments.length) return NOTHING;
    if (this.#inFlightBytes > 0 && nowMs >= this.#timeoutMs(rttMs)) this.#timeOut(nowMs);
    if (!this.#maySend || nowMs < this.#burstMs + BURST_GAP_MS) return NOTHING;
    const payloads: Buffer[] = [];
    for (let left = budgetBytes; payloads.length < BURST_SEGMENTS && left > 0 && this.#maySend;) {
      const segment = this.#nextSegment();
      if (segment === undefined) break;
      left -= segment.bytes.length;
      payloads.push(this.#send(segment, nowMs));
    }
    if (payloads.length > 0) this.#burstMs = nowMs;
    const sentIds: number[] = [];
    for (
      ;
      this.#sentLines < this.#lines.length && this.#lines[this.#sentLines].end <= this.#sentEnd;
      this.#sentLines++
    ) {
      sentIds.push(this.#lines[this.#sentLines].id);
    }
    return { payloads, sentIds };
  }

  /** The peer has everything up to `offset`, and `ranges` beyond it, in their order. Returns the lines that it has now. */
  acknowledge(offset: number, ranges: readonly TextRange[], nowMs: number): number[] {
    if (offset < this.#acknowledged || offset > this.#sentEnd) return [];
    const full = this.#inFlightBytes >= this.#window.bytes / 2;
    let bytes = 0, rttMs = Infinity;
    const came = (segment: Segment) => {
      if (segment.came) return;
      segment.came = true;
      if (segment.sending < 0) return;
      bytes += segment.bytes.length;
      if (!segment.lost) {
        this.#inFlightBytes -= segment.bytes.length;
        this.#window.count(segment.sending, false);
      }
      this.#highestCame = Math.max(this.#highestCame, segment.sending);
      if (segment.tries === 1) rttMs = Math.min(rttMs, nowMs - segment.sentMs);
    };
    while (this.#first < this.#unsent) {
      const segment = this.#segments[this.#first];
      if (segment.offset + segment.bytes.length > offset) break;
      came(segment);
      this.#first++;
    }
    this.#acknowledged = offset;
    if (ranges.length > 0) this.#mark(ranges, came);
    if (bytes > 0) {
      this.#heardMs = nowMs;
      this.#timeouts = 0;
      this.#window.onAcknowledged(bytes, rttMs === Infinity ? undefined : rttMs, full, nowMs);
    }
    this.#forgetAcknowledged();
    const delivered = this.#lines.findIndex((line) => line.end > offset);
    const lines = this.#lines.splice(0, delivered < 0 ? this.#lines.length : delivered);
    this.#sentLines -= lines.length;
    return lines.map((line) => line.id);
  }

  /** The link is back: what is out goes again at once. */
  resume(): void {
    for (let at = this.#first; at < this.#unsent; at++) this.#lose(this.#segments[at]);
    this.#window.restart();
    this.#timeouts = 0;
  }

  /** What is not acknowledged. */
  get backlogBytes(): number {
    return this.#end - this.#acknowledged;
  }

  /** Lines that are not acknowledged. */
  get waitingIds(): number[] {
    return this.#lines.map((line) => line.id);
  }

  /** When `poll` may have something, if there is a budget. */
  deadlineMs(rttMs: number): number {
    if (this.#first === this.#segments.length) return Infinity;
    const timeoutMs = this.#inFlightBytes > 0 ? this.#timeoutMs(rttMs) : Infinity;
    const more = this.#maySend && (this.#lost.length > 0 || this.#unsent < this.#segments.length);
    return more ? Math.min(timeoutMs, this.#burstMs + BURST_GAP_MS) : timeoutMs;
  }

  get #maySend(): boolean {
    return this.#inFlightBytes < this.#window.bytes;
  }

  #nextSegment(): Segment | undefined {
    for (let lost; (lost = this.#lost.shift());) if (lost.lost && !lost.came) return lost;
    if (this.#unsent === this.#segments.length) return undefined;
    const next = this.#segments[this.#unsent++];
    this.#sentEnd = next.offset + next.bytes.length;
    return next;
  }

  #send(segment: Segment, nowMs: number): Buffer {
    if (this.#inFlightBytes === 0) this.#heardMs = nowMs;
    segment.sentMs = nowMs;
    segment.sending = this.#window.onSent(nowMs);
    segment.tries++;
    segment.lost = false;
    this.#inFlightBytes += segment.bytes.length;
    const payload = Buffer.allocUnsafe(TEXT_HEADER_BYTES + segment.bytes.length);
    payload[0] = STREAM_TEXT;
    payload.writeUIntBE(segment.offset, 1, 6);
    payload.set(segment.bytes, TEXT_HEADER_BYTES);
    return payload;
  }

  /** Marks what came out of order, and what was overtaken by it. Looks at what is under way, once. */
  #mark(ranges: readonly TextRange[], came: (segment: Segment) => void): void {
    const highest = ranges[ranges.length - 1].end;
    let next = 0;
    for (let at = this.#first; at < this.#unsent && this.#segments[at].offset < highest; at++) {
      const segment = this.#segments[at];
      while (next < ranges.length && ranges[next].end <= segment.offset) next++;
      const range = ranges[next];
      if (range?.start <= segment.offset && range.end >= segment.offset + segment.bytes.length) came(segment);
    }
    for (let at = this.#first; at < this.#unsent && this.#segments[at].offset < highest; at++) {
      const segment = this.#segments[at];
      if (segment.sending + REORDERED_PACKETS > this.#highestCame || segment.came || segment.lost) continue;
      this.#lose(segment);
      this.#window.count(segment.sending, true);
    }
  }

  #lose(segment: Segment): void {
    if (segment.came || segment.lost) return;
    segment.lost = true;
    this.#inFlightBytes -= segment.bytes.length;
    this.#lost.push(segment);
  }

  #timeoutMs(rttMs: number): number {
    const backedOff = Math.max(MIN_RTO_MS, rttMs * 1.5 + 20) * 1.5 ** Math.min(8, this.#timeouts);
    return this.#heardMs + Math.min(MAX_RTO_MS, backedOff);
  }

  #timeOut(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#timeouts++;
    for (let at = this.#first, left = RTO_SEGMENTS; at < this.#unsent && left > 0; at++) {
      if (this.#segments[at].came || this.#segments[at].lost) continue;
      this.#lose(this.#segments[at]);
      left--;
    }
  }

  /** Moves the rest to the front once as much has been acknowledged, so that a segment is moved once on average. */
  #forgetAcknowledged(): void {
    if (this.#first < 256 && this.#first < this.#segments.length) return;
    if (this.#first * 2 < this.#segments.length) return;
    this.#segments = this.#segments.slice(this.#first);
    this.#unsent -= this.#first;
    this.#first = 0;
  }
}
