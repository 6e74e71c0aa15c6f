import { MEDIA_PRIORITY, type ReliableStream, SEGMENT_BYTES } from "./reliable_stream.ts";

/** The share of the link that reliable streams may use while pictures are sent. */
const SHARE = 0.25;
/** How much they send at once, so that no picture has to wait long. */
const MAX_BURST_BYTES = 4400, BURST_MS = 20;
/** A backlog up to this size, such as a typed line, does not wait for the end of a picture. */
const SHORT_BYTES = SEGMENT_BYTES;
/** After this time without a picture, streams may use the whole link. */
const NO_PICTURES_MS = 1000;

/** The tracks that are sent on the same link. */
export interface MediaOnLink {
  /** When the first packet of the latest frame was sent. */
  readonly startedMs: number;
  /** When the link will have sent all packets that it was given. */
  readonly linkFreeMs: number;
  readonly capacityKbps: number;
  /** Reliable streams have sent `bytes` on the link. */
  onStreamsSent(bytes: number, nowMs: number): void;
}

/** The share of a link that all its reliable streams together may use while pictures are sent on it too. */
export class StreamShare {
  readonly #media: MediaOnLink;
  /** When the share is free again. */
  #freeMs = -Infinity;

  constructor(media: MediaOnLink) {
    this.#media = media;
  }

  /** How many bytes a stream may send now: 0 while it has to wait, `Infinity` without pictures. */
  budgetBytes(stream: ReliableStream, backlogBytes: number, nowMs: number): number {
    if (!this.#hasPictures(nowMs)) return Infinity;
    if (nowMs < this.#turnMs(stream, backlogBytes)) return 0;
    return Math.min(MAX_BURST_BYTES, this.#media.capacityKbps * BURST_MS / 8);
  }

  /** When a stream may send. */
  freeMs(stream: ReliableStream, backlogBytes: number): number {
    return Math.min(this.#turnMs(stream, backlogBytes), this.#media.startedMs + NO_PICTURES_MS);
  }

  onSent(packetBytes: number, nowMs: number): void {
    if (!this.#hasPictures(nowMs)) return;
    this.#media.onStreamsSent(packetBytes, nowMs);
    this.#freeMs = Math.max(this.#freeMs, nowMs) + packetBytes * 8 / (this.#media.capacityKbps * SHARE);
  }

  #hasPictures(nowMs: number): boolean {
    return nowMs < this.#media.startedMs + NO_PICTURES_MS;
  }

  /** When it is a stream's turn: between two pictures. Otherwise the first picture would wait longer in the queue. */
  #turnMs({ priority }: ReliableStream, backlogBytes: number): number {
    const first = priority > MEDIA_PRIORITY && backlogBytes <= SHORT_BYTES;
    return first ? this.#freeMs : Math.max(this.#freeMs, this.#media.linkFreeMs);
  }
}
