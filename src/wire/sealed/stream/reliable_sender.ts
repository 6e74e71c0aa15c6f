import { Buffer } from "node:buffer";
import { type ByteRange, type ReliableStream, SEGMENT_BYTES, SEGMENT_HEADER_BYTES } from "./reliable_stream.ts";
import { SendWindow } from "./send_window.ts";

const MIN_RTO_MS = 60, MAX_RTO_MS = 500;
/** A packet is lost if this many that were sent later have arrived (RFC 9002, 6.1.1). */
const REORDERED_PACKETS = 3;
/** How many segments are sent again at a timeout. Their arrival shows what else is lost. */
const RTO_SEGMENTS = 16;
/** How many segments are sent at once, so that no receive buffer overflows, and the pause after them. */
const BURST_SEGMENTS = 32, BURST_GAP_MS = 1;

interface Segment {
  readonly offset: number;
  readonly bytes: Uint8Array;
  sentMs: number;
  /** The number of its latest sending, counted over all segments; -1 if it was never sent. */
  sending: number;
  tries: number;
  /** The peer has it. */
  arrived: boolean;
  lost: boolean;
}

/** The sending half of a reliable stream: bytes in, segments out. Every byte is kept until it is acknowledged. */
export class ReliableSender {
  readonly #id: number;
  readonly #maxBacklogBytes: number;
  readonly #window = new SendWindow();
  /** The segments before `#first` are acknowledged. */
  #segments: Segment[] = [];
  #first = 0;
  /** Index of the first segment that was never sent. */
  #unsent = 0;
  readonly #lost: Segment[] = [];
  #end = 0;
  #sentEnd = 0;
  #acknowledged = 0;
  #inFlightBytes = 0;
  #highestArrived = -1;
  #heardMs = -Infinity;
  #timeouts = 0;
  #burstMs = -Infinity;
  #segmentBytes = SEGMENT_BYTES;

  constructor({ id, maxBacklogBytes }: ReliableStream) {
    this.#id = id;
    this.#maxBacklogBytes = maxBacklogBytes;
  }

  /** How many bytes may be written now. It grows when the peer acknowledges bytes. */
  get roomBytes(): number {
    return this.#maxBacklogBytes - this.backlogBytes;
  }

  /** Appends bytes to the stream. They are kept and must not change. Returns `false`, and takes none, if not all fit. */
  write(bytes: Uint8Array): boolean {
    if (bytes.length > this.roomBytes) return false;
    for (let at = 0; at < bytes.length; at += this.#segmentBytes) {
      this.#segments.push({
        offset: this.#end + at,
        bytes: bytes.subarray(at, at + this.#segmentBytes),
        sentMs: 0,
        sending: -1,
        tries: 0,
        arrived: false,
        lost: false,
      });
    }
    this.#end += bytes.length;
    return true;
  }

  /**
   * The largest segment from now on, if that is less than `SEGMENT_BYTES`. Larger ones that have not arrived are cut, and count as
   * lost: the path carries no packets of their size.
   */
  fit(segmentBytes: number): void {
    const before = this.#segmentBytes, now = Math.min(SEGMENT_BYTES, segmentBytes);
    this.#segmentBytes = now;
    if (now >= before) return;
    const cut: Segment[] = [];
    let unsent = 0;
    for (let at = this.#first; at < this.#segments.length; at++) {
      const segment = this.#segments[at], isSent = at < this.#unsent;
      const isTooLarge = !segment.arrived && segment.bytes.length > now;
      if (isTooLarge && isSent) this.#lose(segment);
      const pieces = isTooLarge ? piecesOf(segment, now) : [segment];
      if (isSent) unsent += pieces.length;
      cut.push(...pieces);
    }
    [this.#segments, this.#first, this.#unsent] = [cut, 0, unsent];
    this.#lost.splice(0, Infinity, ...cut.filter(({ lost, arrived }) => lost && !arrived));
  }

  /** The plaintexts of the packets to send now. Stops once they reach `budgetBytes`, not counting headers. */
  poll(rttMs: number, budgetBytes: number, nowMs: number): Buffer[] {
    if (this.#first === this.#segments.length) return [];
    if (this.#inFlightBytes > 0 && nowMs >= this.#timeoutMs(rttMs)) this.#timeOut(nowMs);
    if (!this.#maySend || nowMs < this.#burstMs + BURST_GAP_MS) return [];
    const payloads: Buffer[] = [];
    for (let left = budgetBytes; payloads.length < BURST_SEGMENTS && left > 0 && this.#maySend;) {
      const segment = this.#nextSegment();
      if (segment === undefined) break;
      left -= segment.bytes.length;
      payloads.push(this.#send(segment, nowMs));
    }
    if (payloads.length > 0) this.#burstMs = nowMs;
    return payloads;
  }

  /** The peer has all bytes up to `offset`, and `ranges` beyond it, in order. */
  acknowledge(offset: number, ranges: readonly ByteRange[], nowMs: number): void {
    if (offset < this.#acknowledged || offset > this.#sentEnd) return;
    const full = this.#inFlightBytes >= this.#window.bytes / 2;
    let bytes = 0, rttMs = Infinity;
    const arrived = (segment: Segment) => {
      if (segment.arrived) return;
      segment.arrived = true;
      if (segment.sending < 0) return;
      bytes += segment.bytes.length;
      if (!segment.lost) {
        this.#inFlightBytes -= segment.bytes.length;
        this.#window.count(segment.sending, false);
      }
      this.#highestArrived = Math.max(this.#highestArrived, segment.sending);
      if (segment.tries === 1) rttMs = Math.min(rttMs, nowMs - segment.sentMs);
    };
    while (this.#first < this.#unsent) {
      const segment = this.#segments[this.#first];
      if (segment.offset + segment.bytes.length > offset) break;
      arrived(segment);
      this.#first++;
    }
    this.#acknowledged = offset;
    if (ranges.length > 0) this.#mark(ranges, arrived);
    if (bytes > 0) {
      this.#heardMs = nowMs;
      this.#timeouts = 0;
      this.#window.onAcknowledged(bytes, rttMs === Infinity ? undefined : rttMs, full, nowMs);
    }
    this.#forgetAcknowledged();
  }

  /** The link is back: what was in flight is lost, and is sent again at once. */
  resume(): void {
    for (let at = this.#first; at < this.#unsent; at++) this.#lose(this.#segments[at]);
    this.#window.restart();
    this.#timeouts = 0;
  }

  /** The offset up to which everything was written. */
  get written(): number {
    return this.#end;
  }

  /** The offset up to which everything was sent, at least once. */
  get sent(): number {
    return this.#sentEnd;
  }

  /** The offset up to which the peer has everything. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The number of bytes that were written and are not acknowledged. */
  get backlogBytes(): number {
    return this.#end - this.#acknowledged;
  }

  /** When `poll` has something to send, given a budget. */
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
    for (let lost; (lost = this.#lost.shift());) if (lost.lost && !lost.arrived) return lost;
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
    const payload = Buffer.allocUnsafe(SEGMENT_HEADER_BYTES + segment.bytes.length);
    payload[0] = this.#id;
    payload.writeUIntBE(segment.offset, 1, 6);
    payload.set(segment.bytes, SEGMENT_HEADER_BYTES);
    return payload;
  }

  /** Marks segments that arrived out of order, and as lost those that they have overtaken. */
  #mark(ranges: readonly ByteRange[], arrived: (segment: Segment) => void): void {
    const highest = ranges[ranges.length - 1].end;
    let next = 0;
    for (let at = this.#first; at < this.#unsent && this.#segments[at].offset < highest; at++) {
      const segment = this.#segments[at];
      while (next < ranges.length && ranges[next].end <= segment.offset) next++;
      const range = ranges[next];
      if (range?.start <= segment.offset && range.end >= segment.offset + segment.bytes.length) arrived(segment);
    }
    for (let at = this.#first; at < this.#unsent && this.#segments[at].offset < highest; at++) {
      const segment = this.#segments[at];
      if (segment.sending + REORDERED_PACKETS > this.#highestArrived || segment.arrived || segment.lost) continue;
      this.#lose(segment);
      this.#window.count(segment.sending, true);
    }
  }

  #lose(segment: Segment): void {
    if (segment.arrived || segment.lost) return;
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
      if (this.#segments[at].arrived || this.#segments[at].lost) continue;
      this.#lose(this.#segments[at]);
      left--;
    }
  }

  /** Moves the rest to the front once at least as much is acknowledged, so that a segment is moved once on average. */
  #forgetAcknowledged(): void {
    if (this.#first < 256 && this.#first < this.#segments.length) return;
    if (this.#first * 2 < this.#segments.length) return;
    this.#segments = this.#segments.slice(this.#first);
    this.#unsent -= this.#first;
    this.#first = 0;
  }
}

function piecesOf(segment: Segment, pieceBytes: number): Segment[] {
  const pieces: Segment[] = [];
  for (let at = 0; at < segment.bytes.length; at += pieceBytes) {
    pieces.push({ ...segment, offset: segment.offset + at, bytes: segment.bytes.subarray(at, at + pieceBytes) });
  }
  return pieces;
}
