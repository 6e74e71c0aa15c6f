/**
 * A track that is received:
 * 1. `insert`: the jitter buffer adds a packet to its frame.
 * 2. `nacks`: the NACK generator requests lost packets.
 * 3. `take`: returns complete frames in order, each with its capture time in this end's clock. A frame whose reference was not
 *    given out is dropped, and `wantsKeyframe` says so.
 */
import { FrameReferences } from "../../../media/transport/frame_references.ts";
import { type InsertResult, JitterBuffer } from "../../../media/transport/jitter_buffer.ts";
import { KeyframeRequests } from "../../../media/transport/keyframe_requests.ts";
import type { RepairBudget } from "../../../media/transport/repair_budget.ts";
import { type LinkQuality, type Nack, NackGenerator } from "../../../media/transport/nack_generator.ts";
import type { ReceivedFrame } from "../../wire.ts";
import type { FrameMeta, MediaPacket } from "./media_packet.ts";

/** How many frames were dropped since they were last counted. */
export interface LostFrames {
  /** Not all of their packets came in time. */
  readonly incomplete: number;
  /** Not repaired from parity, because that would have taken too long. They are requested again instead. */
  readonly refused: number;
  /** Complete, but a frame that they refer to is lost. */
  readonly undecodable: number;
}

export class IncomingTrack {
  readonly #buffer: JitterBuffer<FrameMeta>;
  readonly #nacks = new NackGenerator();
  readonly #references = new FrameReferences();
  readonly #requests = new KeyframeRequests();
  #undecodable = 0;
  /** Whether its frames refer to others. */
  #isPredictive = false;

  /** `budget` limits what repair may cost, for all tracks of a call together. */
  constructor(budget: RepairBudget) {
    this.#buffer = new JitterBuffer(budget);
  }

  insert(packet: MediaPacket, nowMs: number): InsertResult {
    this.#isPredictive = packet.meta.codec !== "jpeg";
    return this.#buffer.insert(packet, nowMs);
  }

  nacks(link: LinkQuality, nowMs: number): Nack[] {
    this.#buffer.setLink(link.rttMs, link.jitterMs, this.#isPredictive);
    return this.#nacks.generate(this.#buffer.incomplete(), this.#buffer.holdMs, link, nowMs);
  }

  /** Whether the frame is still to be repaired. */
  isIncomplete(frameNumber: number): boolean {
    return this.#buffer.isIncomplete(frameNumber);
  }

  /** The next frame to show. `toLocalMs` converts the sender's times to this end's clock. */
  take(toLocalMs: (remoteMs: number) => number | undefined, nowMs: number): Omit<ReceivedFrame, "n"> | undefined {
    if (this.#isPredictive && this.#buffer.isOverdue(nowMs)) this.#goOnFromKeyframe();
    for (let released; (released = this.#buffer.take(nowMs));) {
      const { frameNumber, bytes, meta } = released;
      const { track, kind, codec, sequence, captureMs, keyframe, dependsOn } = meta;
      const frame = { number: frameNumber, keyframe, dependsOn };
      // Frames come in order, so a reference that was not given out before will never be.
      if (!this.#references.canDecode(frame)) {
        this.#undecodable++;
        this.#requests.onUndecodable();
        continue;
      }
      this.#references.add(frame);
      if (keyframe) this.#requests.onKeyframe();
      const localMs = toLocalMs(captureMs);
      return {
        track: { id: track, kind, codec },
        bytes,
        keyframe,
        sequence,
        captureMs: localMs === undefined ? undefined : Math.min(localMs, nowMs),
      };
    }
    if (this.#buffer.expired > 0) this.#missReferences();
    return undefined;
  }

  /** Goes on from a complete keyframe, or requests one. What comes first ends the wait: the keyframe or the repair. */
  #goOnFromKeyframe(): void {
    for (const { frameNumber, meta: { keyframe }, isComplete } of this.#buffer.pending()) {
      if (!keyframe) continue;
      if (isComplete) this.#undecodable += this.#buffer.skipTo(frameNumber);
      return;
    }
    this.#requests.onUndecodable();
  }

  /** Frames were dropped. If a frame that is still incomplete refers to one of them, a keyframe is requested already. */
  #missReferences(): void {
    let isLost = false;
    for (const { meta: { keyframe, dependsOn } } of this.#buffer.pending()) {
      if (keyframe) return; // a keyframe is arriving already
      isLost ||= dependsOn < this.#buffer.nextFrame && !this.#references.has(dependsOn);
    }
    if (isLost) this.#requests.onUndecodable();
  }

  /** The decoder has to start again, with a keyframe. */
  needKeyframe(): void {
    this.#requests.onUndecodable();
  }

  /** Whether to ask the sender for a keyframe now. */
  wantsKeyframe(rttMs: number, nowMs: number): boolean {
    return this.#requests.take(rttMs, nowMs);
  }

  takeLost(): LostFrames {
    const { expired: incomplete, refused } = this.#buffer;
    const lost = { incomplete, refused, undecodable: this.#undecodable };
    this.#buffer.expired = this.#buffer.refused = 0;
    this.#undecodable = 0;
    return lost;
  }

  deadlineMs(rttMs: number): number {
    return Math.min(this.#buffer.deadlineMs, this.#nacks.deadlineMs, this.#requests.deadlineMs(rttMs));
  }
}
