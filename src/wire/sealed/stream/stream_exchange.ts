import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";
import { ReliableReceiver } from "./reliable_receiver.ts";
import { ReliableSender } from "./reliable_sender.ts";
import type { ByteRange, ReliableStream } from "./reliable_stream.ts";
import type { StreamShare } from "./stream_share.ts";

export interface StreamExchangeOptions {
  readonly stream: ReliableStream;
  readonly share: StreamShare;
  /** Sends a plaintext to the peer. */
  readonly send: (plain: Uint8Array, nowMs: number) => void;
  /** The control message that acknowledges bytes of this stream. */
  readonly encodeAck: (acknowledged: number, ranges: readonly ByteRange[]) => Uint8Array;
}

/** Both directions of one reliable stream: sends segments and acknowledgements when they are due and the link has room. */
export class StreamExchange {
  readonly sender: ReliableSender;
  readonly receiver = new ReliableReceiver();
  readonly #stream: ReliableStream;
  readonly #share: StreamShare;
  readonly #send: (plain: Uint8Array, nowMs: number) => void;
  readonly #encodeAck: StreamExchangeOptions["encodeAck"];

  constructor({ stream, share, send, encodeAck }: StreamExchangeOptions) {
    this.sender = new ReliableSender(stream);
    this.#stream = stream;
    this.#share = share;
    this.#send = send;
    this.#encodeAck = encodeAck;
  }

  poll(rttMs: number, nowMs: number): void {
    if (this.receiver.takeAck(nowMs)) {
      this.#send(this.#encodeAck(this.receiver.acknowledged, this.receiver.ranges), nowMs);
    }
    const budgetBytes = this.#share.budgetBytes(this.#stream, this.sender.backlogBytes, nowMs);
    if (budgetBytes === 0) return;
    for (const payload of this.sender.poll(rttMs, budgetBytes, nowMs)) {
      this.#send(payload, nowMs);
      this.#share.onSent(payload.length + SEAL_OVERHEAD, nowMs);
    }
  }

  deadlineMs(rttMs: number): number {
    const senderMs = this.sender.deadlineMs(rttMs);
    if (senderMs === Infinity) return this.receiver.ackDeadlineMs;
    const freeMs = this.#share.freeMs(this.#stream, this.sender.backlogBytes);
    return Math.min(this.receiver.ackDeadlineMs, Math.max(senderMs, freeMs));
  }
}
