/**
 * The lines of a call, in both directions, on a reliable stream. PROTOCOL.md, "Text".
 *
 * A line to the peer: `push` writes its record to the stream. `text_sent` follows when its last byte was sent, `text_delivered`
 * when the peer has acknowledged that byte. A line from the peer: `receive` assembles the stream's bytes and gives out whole lines.
 */
import type { Buffer } from "node:buffer";
import type { Output } from "../../wire.ts";
import { encodeTextAck } from "../session/control_message.ts";
import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";
import { type ByteRange, SEGMENT_HEADER_BYTES } from "../stream/reliable_stream.ts";
import type { StreamCarrier } from "../stream/reliable_streams.ts";
import { StreamExchange } from "../stream/stream_exchange.ts";
import type { StreamShare } from "../stream/stream_share.ts";
import type { ReceivedLine } from "./line_assembler.ts";
import { LineReceiver } from "./line_receiver.ts";
import { lineRecord, MAX_UNDELIVERED_LINES, TEXT_STREAM } from "./line_record.ts";
import { UndeliveredLines } from "./undelivered_lines.ts";

export interface LineStreamOptions {
  readonly share: StreamShare;
  /** Sends a plaintext to the peer. */
  readonly send: (plain: Uint8Array, nowMs: number) => void;
  readonly emit: (output: Output) => void;
}

export class LineStream implements StreamCarrier {
  readonly stream = TEXT_STREAM;
  readonly #emit: (output: Output) => void;
  readonly #exchange: StreamExchange;
  readonly #undelivered = new UndeliveredLines();
  readonly #receiver: LineReceiver;

  constructor({ share, send, emit }: LineStreamOptions) {
    this.#emit = emit;
    this.#exchange = new StreamExchange({ stream: TEXT_STREAM, share, send, encodeAck: encodeTextAck });
    this.#receiver = new LineReceiver(this.#exchange.receiver);
  }

  /** The path carries sealed packets of this size. */
  fit(packetBytes: number): void {
    this.#exchange.sender.fit(packetBytes - SEAL_OVERHEAD - SEGMENT_HEADER_BYTES);
  }

  /** Sends a line in UTF-8, of at most `MAX_LINE_BYTES`. */
  push(id: number, utf8: Uint8Array): void {
    const { sender } = this.#exchange;
    if (this.#undelivered.count >= MAX_UNDELIVERED_LINES || !sender.write(lineRecord(utf8))) {
      this.#emit({ kind: "text_lost", id, reason: "too_many_waiting" });
    } else {
      this.#undelivered.add(id, sender.written);
    }
  }

  receive(plain: Buffer, nowMs: number): boolean {
    const lines = this.#receiver.receive(plain, nowMs);
    if (lines === undefined) return false;
    this.#giveOut(lines);
    return true;
  }

  /** The offset up to which all bytes from the peer have arrived. */
  get received(): number {
    return this.#exchange.receiver.acknowledged;
  }

  /** The peer has all bytes up to `offset`, and `ranges` beyond it. */
  onAcknowledged(offset: number, ranges: readonly ByteRange[], nowMs: number): void {
    const { sender } = this.#exchange;
    sender.acknowledge(offset, ranges, nowMs);
    for (const id of this.#undelivered.takeDelivered(sender.acknowledged)) this.#emit({ kind: "text_delivered", id });
  }

  resume(): void {
    this.#exchange.sender.resume();
  }

  /** Gives out the lines that have arrived. Lines that the peer has not acknowledged are reported as lost. */
  end(): void {
    for (let restMs; (restMs = this.#receiver.restDeadlineMs) !== Infinity;) {
      this.#giveOut(this.#receiver.takeRest(restMs));
    }
    for (const id of this.#undelivered.ids) this.#emit({ kind: "text_lost", id, reason: "call_ended" });
  }

  poll(rttMs: number, nowMs: number): void {
    this.#giveOut(this.#receiver.takeRest(nowMs));
    this.#exchange.poll(rttMs, nowMs);
    for (const id of this.#undelivered.takeSent(this.#exchange.sender.sent)) this.#emit({ kind: "text_sent", id });
  }

  deadlineMs(rttMs: number): number {
    return Math.min(this.#receiver.restDeadlineMs, this.#exchange.deadlineMs(rttMs));
  }

  #giveOut(lines: readonly ReceivedLine[]): void {
    for (const line of lines) {
      if ("text" in line) this.#emit({ kind: "text_received", text: line.text });
      else this.#emit({ kind: "dropped", direction: "in", reason: line.failure });
    }
  }
}
