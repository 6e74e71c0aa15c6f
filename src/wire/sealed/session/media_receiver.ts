/**
 * How a received frame is handled:
 * 1. `receive` decodes and counts an opened media packet.
 * 2. Its track adds it to its frame, and requests lost packets.
 * 3. `take` returns the complete frames of all tracks, in order within each track.
 */
import type { Buffer } from "node:buffer";
import { DelayedQueue } from "../../../media/transport/delayed_queue.ts";
import type { LinkQuality, Nack } from "../../../media/transport/nack_generator.ts";
import { RepairBudget } from "../../../media/transport/repair_budget.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { ReceivedFrame } from "../../wire.ts";
import type { Reception } from "./reception.ts";
import { IncomingTrack } from "../track/incoming_track.ts";
import { MediaDecoder } from "../track/media_packet.ts";

/**
 * Part of the wire: PROTOCOL.md, "Limits". A camera, a screen, and two more. Each may hold 8 MiB of incomplete
 * frames.
 */
const MAX_TRACKS = 4;
/** Above this loss a NACK is sent twice, and above the next one three times. */
const NACK_TWICE_LOSS = 0.005, NACK_THRICE_LOSS = 0.12;
/**
 * The copies of a NACK leave this share of an RTT apart, and at most this many milliseconds: losses come in bursts, and one would
 * take them all. So the last one leaves before the sender would send again what it sent for the first.
 */
const COPY_SPACING_RTTS = 0.28, MAX_COPY_SPACING_MS = 30;
/** How many lost frames are reported one by one at a time. A peer that causes more must not cause more work. Not tuned. */
const MAX_REPORTED_LOST = 64;

export interface TrackNack extends Nack {
  readonly track: TrackId;
}

export class MediaReceiver {
  readonly #decoder = new MediaDecoder();
  readonly #tracks = new Map<TrackId, IncomingTrack>();
  /** The track whose frames measure the link: the first one that arrived. */
  #measured: TrackId | undefined;
  readonly #budget = new RepairBudget();
  readonly #copies = new DelayedQueue<TrackNack>();
  #released = 0;

  /** Returns why the packet is dropped, if it is. */
  receive(plain: Buffer, reception: Reception, nowMs: number): DropReason | undefined {
    const packet = this.#decoder.decode(plain);
    if (packet === undefined) return "packet_malformed";
    const { track: id, captureMs, codec } = packet.meta;
    let track = this.#tracks.get(id);
    if (track === undefined) {
      if (this.#tracks.size >= MAX_TRACKS) return "track_unknown";
      this.#tracks.set(id, track = new IncomingTrack(this.#budget));
    }
    this.#measured ??= id;
    if (!packet.resent && id === this.#measured) {
      const { k, m } = packet.shape;
      reception.isPredictive = codec !== "jpeg";
      reception.onVideoPacket(packet.frameNumber, k + m, captureMs, nowMs);
    }
    return track.insert(packet, nowMs) === "contradictory" ? "packet_malformed" : undefined;
  }

  /** The NACKs to send now. Each is repeated if much is lost, because NACKs are lost too. */
  *nacks(link: LinkQuality, nowMs: number): Iterable<TrackNack> {
    const copies = link.loss > NACK_THRICE_LOSS ? 3 : link.loss > NACK_TWICE_LOSS ? 2 : 1;
    const spacingMs = Math.min(MAX_COPY_SPACING_MS, COPY_SPACING_RTTS * link.rttMs);
    for (const [track, incoming] of this.#tracks) {
      for (const nack of incoming.nacks(link, nowMs)) {
        yield { track, ...nack };
        for (let i = 1; i < copies; i++) this.#copies.push({ track, ...nack }, nowMs + i * spacingMs);
      }
    }
    for (let copy; (copy = this.#copies.take(nowMs));) {
      if (this.#tracks.get(copy.track)!.isIncomplete(copy.frameNumber)) yield copy;
    }
  }

  /** The tracks for which a keyframe should be asked for now. */
  *keyframesWanted(rttMs: number, nowMs: number): Iterable<TrackId> {
    for (const [track, incoming] of this.#tracks) if (incoming.wantsKeyframe(rttMs, nowMs)) yield track;
  }

  /** The display cannot continue without a keyframe, even if all frames have arrived. */
  keyframeNeeded(track: TrackId): void {
    this.#tracks.get(track)?.needKeyframe();
  }

  /** The next frame to show. `toLocalMs` converts the sender's times to this end's clock. */
  take(toLocalMs: (remoteMs: number) => number | undefined, nowMs: number): ReceivedFrame | undefined {
    for (const track of this.#tracks.values()) {
      const frame = track.take(toLocalMs, nowMs);
      if (frame !== undefined) return { n: this.#released++, ...frame };
    }
    return undefined;
  }

  /** Why frames were not given out since the last call, one reason for each frame. */
  *takeLost(): Iterable<DropReason> {
    for (const track of this.#tracks.values()) {
      const { incomplete, refused, undecodable } = track.takeLost();
      for (let i = Math.min(MAX_REPORTED_LOST, incomplete); i > 0; i--) yield "unit_incomplete";
      for (let i = refused; i > 0; i--) yield "repair_refused";
      for (let i = Math.min(MAX_REPORTED_LOST, undecodable); i > 0; i--) yield "reference_missing";
    }
  }

  deadlineMs(rttMs: number): number {
    let { deadlineMs } = this.#copies;
    for (const track of this.#tracks.values()) deadlineMs = Math.min(deadlineMs, track.deadlineMs(rttMs));
    return deadlineMs;
  }
}
