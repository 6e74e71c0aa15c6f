import { MEDIA_PRIORITY, type ReliableStream, SEGMENT_BYTES } from "./reliable_stream.ts";

/** How much of the link reliable streams take while pictures are sent. */
const SHARE = 0.25;
/** How much they send at once, so that no picture waits long. */
const MAX_BURST_BYTES = 4400, BURST_MS = 20;
/** A typed line: this much does not wait for the end of a picture. */
const SHORT_BYTES = SEGMENT_BYTES;
/** After so long without a picture, streams have the whole link. */
const NO_PICTURES_MS = 1000;

/** The tracks that are sent on the same link. */
export interface MediaOnLink {
  /** When the latest frame began to leave. */
  readonly startedMs: number;
  /** When the link will have sent what it was given. */
  readonly linkFreeMs: number;
  readonly capacityKbps: number;
  /** Reliable streams used so much of the link. */
  onStreamsSent(bytes: number, nowMs: number): void;
}

/** The part of a link that its reliable streams have, all together, while pictures are sent on it as well. */
export class StreamShare {
  readonly #media: MediaOnLink;
  /** When the share is no longer used up by what was sent. */
  #freeMs = -Infinity;

  constructor(media: MediaOnLink) {
    this.#media = media;
  }

  /** How much a stream may send now. Nothing while it has to wait. `Infinity` without pictures. */
  budgetBytes(stream: ReliableStream, backlogBytes: number, nowMs: number): number {
    if (!this.#hasPictures(nowMs)) return Infinity;
    if (nowMs < this.#turnMs(stream, backlogBytes)) return 0;
    return Math.min(MAX_BURST_BYTES, this.#media.capacityKbps * BURST_MS / 8);
  }

  /** When a stream need not wait any longer. */
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

  /** A stream sends between two pictures, or it would make the queue in which the first one waits longer. */
  #turnMs({ priority }: ReliableStream, backlogBytes: number): number {
    const first = priority > MEDIA_PRIORITY && backlogBytes <= SHORT_BYTES;
    return first ? this.#freeMs : Math.max(this.#freeMs, this.#media.linkFreeMs);
  }
}
