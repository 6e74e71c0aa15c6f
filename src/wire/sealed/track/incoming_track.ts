/**
 * One track on its way in:
 * 1. `insert`: the jitter buffer puts a packet to its frame.
 * 2. `nacks`: the NACK generator asks for what is lost.
 * 3. `take`: whole frames in their order, each with its capture time in this end's clock. A frame whose reference was not
 *    given out is left out, and `wantsKeyframe` says so.
 */
import { FrameReferences } from "../../../media/transport/frame_references.ts";
import { type InsertResult, JitterBuffer } from "../../../media/transport/jitter_buffer.ts";
import { KeyframeRequests } from "../../../media/transport/keyframe_requests.ts";
import type { RepairBudget } from "../../../media/transport/repair_budget.ts";
import { type LinkQuality, type Nack, NackGenerator } from "../../../media/transport/nack_generator.ts";
import type { ReceivedFrame } from "../../wire.ts";
import type { FrameMeta, MediaPacket } from "./media_packet.ts";

/** Frames that were not given out since the last look. */
export interface LostFrames {
  /** Given up: not all of their packets came in time. */
  readonly incomplete: number;
  /** Not repaired from parity, which would have taken too long: asked for again instead. */
  readonly refused: number;
  /** Whole, but of no use without a frame that is lost. */
  readonly undecodable: number;
}

export class IncomingTrack {
  readonly #buffer: JitterBuffer<FrameMeta>;
  readonly #nacks = new NackGenerator();
  readonly #references = new FrameReferences();
  readonly #requests = new KeyframeRequests();
  #undecodable = 0;

  /** `budget`: what repairing may cost, for all tracks of a call. */
  constructor(budget: RepairBudget) {
    this.#buffer = new JitterBuffer(budget);
  }

  insert(packet: MediaPacket, nowMs: number): InsertResult {
    return this.#buffer.insert(packet, nowMs);
  }

  nacks(link: LinkQuality, nowMs: number): Nack[] {
    this.#buffer.setLink(link.rttMs, link.jitterMs);
    return this.#nacks.generate(this.#buffer.incomplete(), this.#buffer.holdMs, link, nowMs);
  }

  /** The next frame to show. `toLocalMs` puts the sender's times into this end's clock. */
  take(toLocalMs: (remoteMs: number) => number | undefined, nowMs: number): Omit<ReceivedFrame, "n"> | undefined {
    for (let released; (released = this.#buffer.take(nowMs));) {
      const { frameNumber, bytes, meta } = released;
      const { track, kind, codec, sequence, captureMs, keyframe, dependsOn } = meta;
      const frame = { number: frameNumber, keyframe, dependsOn };
      // Frames come in order, so a reference that was not given out by now is given up.
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

  /** Something was given up: if what is under way refers to it, a keyframe is wanted before the rest of it is there. */
  #missReferences(): void {
    let isLost = false;
    for (const { meta: { keyframe, dependsOn } } of this.#buffer.pending()) {
      if (keyframe) return; // it is on its way
      isLost ||= dependsOn < this.#buffer.nextFrame && !this.#references.has(dependsOn);
    }
    if (isLost) this.#requests.onUndecodable();
  }

  /** The decoder has to start again. */
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
