/**
 * The way of a picture in:
 * 1. `receive`: an opened video packet is decoded and counted.
 * 2. The jitter buffer puts it to its unit; the NACK generator asks for what is lost.
 * 3. `take`: whole units in their order, each with its capture time in this end's clock.
 */
import type { Buffer } from "node:buffer";
import { JitterBuffer } from "../../../media/jitter_buffer.ts";
import { type LinkQuality, type Nack, NackGenerator } from "../../../media/nack_generator.ts";
import type { ReceivedFrame } from "../../wire.ts";
import type { Reception } from "../reception.ts";
import { decodeVideo, type VideoMeta } from "./video_payload.ts";

export class VideoReceiver {
  readonly #buffer = new JitterBuffer<VideoMeta>();
  readonly #nacks = new NackGenerator();
  #released = 0;

  /** Says whether it was a video packet as this version makes them. */
  receive(plain: Buffer, reception: Reception, nowMs: number): boolean {
    const packet = decodeVideo(plain);
    if (packet === undefined) return false;
    const { k, m } = packet.shape;
    if (!packet.resent) {
      reception.onVideoPacket(packet.unit, k + m, packet.meta.captureMs, nowMs);
    }
    return this.#buffer.insert(packet, nowMs) !== "contradictory";
  }

  nacks(link: LinkQuality, nowMs: number): Nack[] {
    this.#buffer.setLink(link.rttMs, link.jitterMs);
    return this.#nacks.generate(this.#buffer.incomplete(), this.#buffer.holdMs, link, nowMs);
  }

  /** The next picture to show. `toLocalMs` puts the sender's times into this end's clock. */
  take(toLocalMs: (remoteMs: number) => number | undefined, nowMs: number): ReceivedFrame | undefined {
    const unit = this.#buffer.take(nowMs);
    if (unit === undefined) return undefined;
    const { sequence, captureMs } = unit.meta;
    const localMs = toLocalMs(captureMs);
    return {
      n: this.#released++,
      bytes: unit.bytes,
      codec: "jpeg",
      sequence,
      captureMs: localMs === undefined ? undefined : Math.min(localMs, nowMs),
    };
  }

  /** Units given up, and not repaired, since the last look. */
  takeDrops(): { expired: number; refused: number } {
    const { expired, refused } = this.#buffer;
    this.#buffer.expired = this.#buffer.refused = 0;
    return { expired, refused };
  }

  get deadlineMs(): number {
    return Math.min(this.#buffer.deadlineMs, this.#nacks.deadlineMs);
  }
}
