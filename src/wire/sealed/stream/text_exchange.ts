/**
 * The text of a call, both ways: what is sent and acknowledged, and when it may take the link beside the pictures.
 * PROTOCOL.md, "Text".
 */
import type { Buffer } from "node:buffer";
import type { Output } from "../../wire.ts";
import { encodeTextAck } from "../session/control_message.ts";
import type { ReceivedLine } from "./line_assembler.ts";
import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";
import { TextReceiver } from "./text_receiver.ts";
import { TextSender } from "./text_sender.ts";
import { TEXT_SEGMENT_BYTES, type TextRange } from "./text_stream.ts";

/** Of the link, for text while there are pictures; and how much of it at once, so that no picture waits long for it. */
const TEXT_SHARE = 0.25;
const MAX_BURST_BYTES = 4400, BURST_MS = 20;
/** This much need not wait until the link is free of pictures: a typed line. */
const SHORT_BYTES = TEXT_SEGMENT_BYTES;
/** Without a picture for so long the link is the text's. */
const PICTURELESS_MS = 1000;

/** The tracks that go out on the same link. */
export interface MediaOnLink {
  /** When the latest began to leave. */
  readonly startedMs: number;
  /** When the link will have sent what it was given. */
  readonly linkFreeMs: number;
  readonly capacityKbps: number;
  /** Text took so much of the link. */
  onTextSent(bytes: number, nowMs: number): void;
}

export interface TextExchangeOptions {
  readonly media: MediaOnLink;
  /** Sends a plaintext to the peer. */
  readonly send: (plain: Uint8Array, nowMs: number) => void;
  readonly emit: (output: Output) => void;
}

export class TextExchange {
  readonly #media: MediaOnLink;
  readonly #send: (plain: Uint8Array, nowMs: number) => void;
  readonly #emit: (output: Output) => void;
  readonly #sender = new TextSender();
  readonly #receiver = new TextReceiver();
  /** When the share of the link that text took so far is used up. */
  #freeMs = -Infinity;

  constructor({ media, send, emit }: TextExchangeOptions) {
    this.#media = media;
    this.#send = send;
    this.#emit = emit;
  }

  /** A line in UTF-8, no longer than the wire carries. */
  push(id: number, utf8: Uint8Array): void {
    if (!this.#sender.push(id, utf8)) this.#emit({ kind: "text_lost", id, reason: "too_many_waiting" });
  }

  /** One text packet's plaintext, which is not kept. Says whether it was one. */
  receive(plain: Buffer, nowMs: number): boolean {
    const lines = this.#receiver.receive(plain, nowMs);
    if (lines === undefined) return false;
    this.#giveOut(lines);
    return true;
  }

  #giveOut(lines: readonly ReceivedLine[]): void {
    for (const line of lines) {
      if ("text" in line) this.#emit({ kind: "text_received", text: line.text });
      else this.#emit({ kind: "dropped", direction: "in", reason: line.failure });
    }
  }

  /** Offset up to which everything came from the peer. */
  get received(): number {
    return this.#receiver.acknowledged;
  }

  /** The peer has everything up to `offset`, and `ranges` beyond it. */
  onAcknowledged(offset: number, ranges: readonly TextRange[], nowMs: number): void {
    for (const id of this.#sender.acknowledge(offset, ranges, nowMs)) this.#emit({ kind: "text_delivered", id });
  }

  /** Whatever was under way while nothing was heard is gone. */
  resume(): void {
    this.#sender.resume();
  }

  /** The call is over: what came of it is given out, and what did not leave it is lost. */
  end(): void {
    for (let restMs; (restMs = this.#receiver.restDeadlineMs) !== Infinity;) {
      this.#giveOut(this.#receiver.takeRest(restMs));
    }
    for (const id of this.#sender.waitingIds) this.#emit({ kind: "text_lost", id, reason: "call_ended" });
  }

  /** Sends and gives out what may leave by now. */
  poll(rttMs: number, nowMs: number): void {
    this.#giveOut(this.#receiver.takeRest(nowMs));
    if (this.#receiver.takeAck(nowMs)) {
      this.#send(encodeTextAck(this.#receiver.acknowledged, this.#receiver.ranges), nowMs);
    }
    const beside = nowMs < this.#media.startedMs + PICTURELESS_MS;
    if (beside && nowMs < this.#besideMs) return;
    const burstBytes = beside ? Math.min(MAX_BURST_BYTES, this.#media.capacityKbps * BURST_MS / 8) : Infinity;
    const { payloads, sentIds } = this.#sender.poll(rttMs, burstBytes, nowMs);
    for (const payload of payloads) {
      this.#send(payload, nowMs);
      if (beside) this.#takeShare(payload.length + SEAL_OVERHEAD, nowMs);
    }
    for (const id of sentIds) this.#emit({ kind: "text_sent", id });
  }

  deadlineMs(rttMs: number): number {
    const receiverMs = Math.min(this.#receiver.ackDeadlineMs, this.#receiver.restDeadlineMs);
    const deadlineMs = this.#sender.deadlineMs(rttMs);
    if (deadlineMs === Infinity) return receiverMs;
    const alsoMs = Math.min(this.#besideMs, this.#media.startedMs + PICTURELESS_MS);
    return Math.min(receiverMs, Math.max(deadlineMs, alsoMs));
  }

  /** When text may go on beside pictures: between two of them, or it would be one queue with the first. */
  get #besideMs(): number {
    return this.#sender.backlogBytes <= SHORT_BYTES ? this.#freeMs : Math.max(this.#freeMs, this.#media.linkFreeMs);
  }

  #takeShare(bytes: number, nowMs: number): void {
    this.#media.onTextSent(bytes, nowMs);
    this.#freeMs = Math.max(this.#freeMs, nowMs) + bytes * 8 / (this.#media.capacityKbps * TEXT_SHARE);
  }
}
