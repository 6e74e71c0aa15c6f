import type { EncodedFrame, MediaTrack } from "../../port/encoded_frame.ts";
import type { Address } from "../../port/address.ts";
import type { DatagramChannel, Output, StreamId } from "../wire.ts";
import { decodeJpegDatagram, encodeJpegDatagram, JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { encodeTextRecord, type TextRecord, TextRecordReader } from "./text_record.ts";

/** Lines kept while there is nobody to send them to. */
const WAITING_TEXTS = 1000;
const WAITING_BYTES = 16 * 1024 * 1024;

/** The one track that this wire carries each way. */
export const PLAIN_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/** What both roles do with pictures and texts once they know the peer. */
export class PlainMedia {
  #framesReceived = 0;
  #reader = new TextRecordReader();
  #waiting: { readonly id: number; readonly record: Uint8Array }[] = [];
  #waitingBytes = 0;

  /** Forgets the last call's peer: frames count from 0 again. */
  reset(): void {
    this.#framesReceived = 0;
  }

  get framesReceived(): number {
    return this.#framesReceived;
  }

  sendFrame(frame: EncodedFrame, channel: DatagramChannel, to: Address, out: Output[]): void {
    if (frame.bytes.length > JPEG_LIMIT_BYTES) {
      out.push({ kind: "dropped", direction: "out", reason: "frame_too_large" });
      out.push({ kind: "frame_limit", track: frame.track, maxBytes: JPEG_LIMIT_BYTES });
      return;
    }
    out.push({ kind: "send_datagram", channel, to, bytes: encodeJpegDatagram(frame.bytes) });
    out.push({ kind: "frame_sent", track: frame.track, sequence: frame.sequence, bytes: frame.bytes.length });
  }

  receiveFrame(datagram: Uint8Array, out: Output[]): void {
    const decoded = decodeJpegDatagram(datagram);
    if ("failure" in decoded) {
      out.push({ kind: "dropped", direction: "in", reason: decoded.failure });
      return;
    }
    const frame = { n: this.#framesReceived++, track: PLAIN_TRACK, bytes: decoded.jpeg, keyframe: true };
    out.push({ kind: "frame_received", frame });
  }

  /** Sends a line on `stream`, or keeps it until {@linkcode PlainMedia.flushTexts} when there is none. */
  sendText(id: number, text: string, stream: StreamId | undefined, out: Output[]): void {
    const record = encodeTextRecord(text);
    if (!record) {
      out.push({ kind: "text_lost", id, reason: "too_long" });
    } else if (stream !== undefined) {
      out.push({ kind: "write_stream", stream, bytes: record }, { kind: "text_sent", id });
    } else if (this.#waiting.length >= WAITING_TEXTS || this.#waitingBytes + record.length > WAITING_BYTES) {
      out.push({ kind: "text_lost", id, reason: "too_many_waiting" });
    } else {
      this.#waiting.push({ id, record });
      this.#waitingBytes += record.length;
    }
  }

  flushTexts(stream: StreamId, out: Output[]): void {
    for (const { id, record } of this.#takeWaiting()) {
      out.push({ kind: "write_stream", stream, bytes: record }, { kind: "text_sent", id });
    }
  }

  /** A line meant for one peer never goes to the next. */
  loseTexts(out: Output[]): void {
    for (const { id } of this.#takeWaiting()) out.push({ kind: "text_lost", id, reason: "call_ended" });
  }

  /** A new incoming text stream: what was left of the one before is over. */
  beginTexts(out: Output[]): void {
    this.endTexts(out);
    this.#reader = new TextRecordReader();
  }

  /** The texts that `bytes` completes; `false` when the stream lost its framing and is to be closed. */
  receiveTexts(bytes: Uint8Array, out: Output[]): boolean {
    pushTexts(this.#reader.push(bytes), out);
    return !this.#reader.broken;
  }

  endTexts(out: Output[]): void {
    pushTexts(this.#reader.end(), out);
    this.#reader = new TextRecordReader();
  }

  #takeWaiting() {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return waiting;
  }
}

export function pushTexts(texts: TextRecord[], out: Output[]): void {
  for (const record of texts) {
    out.push(
      "text" in record
        ? { kind: "text_received", text: record.text }
        : { kind: "dropped", direction: "in", reason: record.failure },
    );
  }
}
