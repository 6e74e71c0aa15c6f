/**
 * How a frame gets out, over the one link that all tracks share:
 * 1. `offer`: the frame waits in its track until the link is free; a newer one takes its place.
 * 2. It is cut into packets, with parity for the losses seen, and remembered for NACKs.
 * 3. The pacer lets the packets out as a train; what is asked for again goes first.
 * 4. `poll` gives one packet after another, for the session to seal.
 */
import { BitrateController } from "../../../media/rate/bitrate_controller.ts";
import { DelayedQueue } from "../../../media/transport/delayed_queue.ts";
import { FecSizer } from "../../../media/transport/fec_sizer.ts";
import { NackResponder } from "../../../media/transport/nack_responder.ts";
import { Pacer } from "../../../media/rate/pacer.ts";
import { PredictiveInFlight } from "../../../media/rate/predictive_in_flight.ts";
import { packetize, shardCount } from "../../../media/transport/packetizer.ts";
import { RepairBudget } from "../../../media/transport/repair_budget.ts";
import type { Codec, EncodedFrame, MediaTrack, TrackId } from "../../../port/encoded_frame.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { Output } from "../../wire.ts";
import type { Report } from "./control_message.ts";
import { SEAL_OVERHEAD } from "./sealed_packet.ts";
import type { SentPackets } from "./sent_packets.ts";
import { encodeMediaHeader, type MediaFormat, mediaHeaderBytes, type MediaPayload } from "../track/media_packet.ts";
import { OutgoingTrack } from "../track/outgoing_track.ts";
import { RateShares } from "./rate_shares.ts";
import { SentRate } from "../../../media/rate/sent_rate.ts";

// Of the wire: PROTOCOL.md, "Repair".
/** Above this share of loss, 0 to 1, what a NACK asks for is sent twice: a third round would be too late. */
const TWICE_ABOVE_LOSS = 0.02;
/**
 * The second copy leaves this share of an RTT after the first, and at most this many milliseconds: losses come in bursts, and one
 * would take both.
 */
const COPY_SPACING_RTTS = 0.35, MAX_COPY_SPACING_MS = 40;
/** What left less than this many RTTs ago is still in flight, and is not sent again. */
const RESEND_SPACING_RTTS = 0.6;

// Tuned with `deno task bench:network`. Shares are 0 to 1.
/** The share of the link that frames with their parity may take. */
const PARITY_ROOM = 0.75;
/** About one frame leaves at once, before anything is known. */
const INITIAL_BURST_BYTES = 24_000;
/**
 * The RTT that is assumed until it is known, in milliseconds: from its first frame, a predictive track gets as much parity as
 * on a far link.
 */
const ASSUMED_RTT_MS = 120;
/** With a longer queue, a resend is sent once, and a frame gets no parity: both would make the queue longer. */
const RESEND_TWICE_BELOW_QUEUE_MS = 50, PARITY_BELOW_QUEUE_MS = 40;
/** Frames make room for sound, and for what reliable streams send up to this share, both averaged over this time. */
const OTHERS_SMOOTHING_MS = 500, MAX_STREAMS_SHARE = 0.3;
/** Frames differ in size. Even a large one should have left before the next is due. */
const PREDICTIVE_SHARE = 0.9;
/** The share of bytes sent for repair is averaged over about 32 frames. */
const REPAIR_DECAY = 1 - 1 / 32;

export interface FinishedFrame {
  readonly track: TrackId;
  readonly sequence: number;
  readonly bytes: number;
}

/** A packet that waits for the pacer, or leaves. */
export interface OutgoingPacket extends MediaPayload {
  readonly track: TrackId;
  readonly frameNumber: number;
  /** Only in a frame's last packet. */
  readonly finishes?: FinishedFrame;
}

export interface MediaSenderOptions {
  readonly sent: SentPackets;
  /** `video`: the peer's version has no tracks, and gets only track 0. */
  readonly format: MediaFormat;
  /** What the peer decodes. */
  readonly codecs: readonly Codec[];
  readonly emit: (output: Output) => void;
}

interface OutgoingLane {
  readonly track: OutgoingTrack;
  /** Each frame with the header of its packets. */
  readonly history: NackResponder<Uint8Array>;
}

export class MediaSender {
  readonly rate = new BitrateController();
  readonly losses = new FecSizer();
  readonly #pacer = new Pacer<OutgoingPacket>(INITIAL_BURST_BYTES);
  readonly #copies = new DelayedQueue<{ readonly packet: OutgoingPacket; readonly size: number }>();
  readonly #lanes = new Map<TrackId, OutgoingLane>();
  readonly #shares = new RateShares();
  readonly #budget = new RepairBudget();
  readonly #inFlight = new PredictiveInFlight();
  readonly #sent: SentPackets;
  readonly #format: MediaFormat;
  readonly #codecs: readonly Codec[];
  readonly #overheadBytes: number;
  readonly #emit: (output: Output) => void;
  /** Too much is in flight: only a report can change that. */
  #blocked = false;
  #startedMs = -Infinity;
  readonly #streamsSent = new SentRate(OTHERS_SMOOTHING_MS);
  readonly #soundSent = new SentRate(OTHERS_SMOOTHING_MS);
  /** The bytes of the latest frames themselves, and those sent to repair them. */
  #frameBytes = 0;
  #repairBytes = 0;
  #rttMs = 0;

  constructor({ sent, format, codecs, emit }: MediaSenderOptions) {
    this.#sent = sent;
    this.#format = format;
    this.#codecs = codecs;
    this.#overheadBytes = SEAL_OVERHEAD + mediaHeaderBytes(format);
    this.#emit = emit;
  }

  /** A track begins, or continues with another source or codec. */
  setTrack(track: MediaTrack): void {
    const lane = this.#lanes.get(track.id);
    if (lane !== undefined) {
      if (lane.track.change(track)) this.#dropped("superseded");
    } else this.#lanes.set(track.id, { track: new OutgoingTrack(track), history: new NackResponder() });
    this.rate.isPredictive = [...this.#lanes.values()].some(({ track }) => isPredictive(track));
    if (this.rate.isPredictive) this.#pacer.endBurst();
  }

  /** Takes a frame. One that can never be sent is dropped. */
  offer(frame: EncodedFrame, nowMs: number): void {
    const lane = this.#lanes.get(frame.track);
    if (lane === undefined) return this.#dropped("track_unknown");
    if (this.#format === "video" && frame.track !== 0) return this.#dropped("track_refused");
    if (!this.#codecs.includes(lane.track.track.codec)) return this.#dropped("codec_refused");
    const reason = lane.track.offer(frame, nowMs);
    if (reason !== undefined) this.#dropped(reason);
  }

  /** Drops the frames that have not left completely. Nothing is sent again. */
  stop(reason: "link_interrupted" | "camera_off" | "call_ended"): void {
    for (const { finishes } of this.#pacer.clear()) if (finishes !== undefined) this.#dropped(reason);
    this.#copies.clear();
    for (const { track, history } of this.#lanes.values()) {
      if (track.stop()) this.#dropped(reason);
      history.forget();
    }
  }

  /** The next packet, if one may leave now. */
  poll(packetBytes: number, rttMs: number | undefined, nowMs: number): OutgoingPacket | undefined {
    this.#rttMs = rttMs ?? (this.rate.isPredictive ? ASSUMED_RTT_MS : 0);
    for (let copy; (copy = this.#copies.take(nowMs));) this.#pacer.pushUrgent(copy.packet, copy.size);
    this.#startFrame(packetBytes, rttMs, nowMs);
    const packet = this.#pacer.take(nowMs, this.rate.trainKbps);
    if (packet === undefined) return undefined;
    this.#lanes.get(packet.track)!.history.onLeft(packet.frameNumber, packet.index, nowMs);
    return packet;
  }

  onNack(track: TrackId, frameNumber: number, indexes: readonly number[], rttMs: number, nowMs: number): void {
    const again = this.#lanes.get(track)?.history.onNack(frameNumber, indexes, rttMs * RESEND_SPACING_RTTS, nowMs);
    if (again === undefined) return;
    const { packets, meta: header } = again;
    const twice = this.losses.loss > TWICE_ABOVE_LOSS && this.rate.queueMs < RESEND_TWICE_BELOW_QUEUE_MS;
    const copyMs = nowMs + Math.min(MAX_COPY_SPACING_MS, rttMs * COPY_SPACING_RTTS);
    for (const index of again.indexes) {
      const shard = packets.shards[index], size = shard.length + this.#overheadBytes;
      const packet = { header, track, frameNumber, index, resent: true, shard };
      this.#pacer.pushUrgent(packet, size);
      if (twice) this.#copies.push({ packet, size }, copyMs);
      this.#repairBytes += twice ? 2 * size : size;
      this.rate.onSent(twice ? 2 * size : size, nowMs);
    }
  }

  /** The peer cannot decode a track without a keyframe. */
  onKeyframeWanted(track: TrackId, rttMs: number, nowMs: number): void {
    this.#lanes.get(track)?.track.keyframeWanted(rttMs, nowMs);
  }

  /** Asks the encoders for the keyframes that are due. */
  requestKeyframes(rttMs: number, nowMs: number): void {
    for (const [track, lane] of this.#lanes) {
      if (lane.track.takeKeyframeRequest(rttMs, nowMs)) this.#emit({ kind: "keyframe_wanted", track });
    }
  }

  /** `delayMs` as in {@linkcode BitrateController.onReport}. */
  onReport(report: Report, delayMs: number | undefined, nowMs: number): void {
    for (const { received, sent } of report.frames) this.losses.onFrame(received, sent);
    if (delayMs === undefined) return;
    const { trainBytes, trainMs, receivedKbps } = report;
    this.rate.onReport(
      delayMs,
      { bytes: trainBytes, ms: trainMs },
      { kbps: receivedKbps, frames: report.frames.length, loss: this.losses.loss },
      nowMs,
    );
    this.#shareRate(nowMs);
  }

  /** When the latest video frame began to leave. */
  get startedMs(): number {
    return this.#startedMs;
  }

  get linkFreeMs(): number {
    return this.rate.linkFreeMs;
  }

  /** What the link carries; `Infinity` if it was not measured. */
  get measuredKbps(): number {
    return this.rate.isMeasured ? this.rate.capacityKbps : Infinity;
  }

  get capacityKbps(): number {
    return this.rate.capacityKbps;
  }

  /** Reliable streams used a part of the link. */
  onStreamsSent(bytes: number, nowMs: number): void {
    this.rate.onSent(bytes, nowMs);
    this.#streamsSent.add(bytes, nowMs);
  }

  /** Sound used a part of the link. */
  onSoundSent(bytes: number, nowMs: number): void {
    this.rate.onSent(bytes, nowMs);
    this.#soundSent.add(bytes, nowMs);
  }

  deadlineMs(rttMs: number): number {
    const idle = this.#pacer.length > 0 || this.#blocked || this.#nextPicture() === undefined;
    let deadlineMs = Math.min(this.#pacer.deadlineMs, this.#copies.deadlineMs, idle ? Infinity : this.rate.linkFreeMs);
    for (const { track } of this.#lanes.values()) {
      deadlineMs = Math.min(deadlineMs, track.keyframeDeadlineMs(rttMs));
    }
    return deadlineMs;
  }

  /** What sound and reliable streams leave of the link is shared equally among the tracks. */
  #shareRate(nowMs: number): void {
    const { targetKbps, capacityKbps } = this.rate;
    const leftKbps = Math.max(0, targetKbps - this.#soundSent.kbpsAt(nowMs));
    const mediaKbps = leftKbps * (1 - Math.min(MAX_STREAMS_SHARE, this.#streamsSent.kbpsAt(nowMs) / capacityKbps));
    const sharing = [...this.#lanes.values()].filter(({ track }) => track.sourceKbps > 0);
    for (const { track } of sharing) {
      const shareKbps = mediaKbps / sharing.length;
      const { id, codec } = track.track;
      if (codec !== "jpeg" && !this.rate.isMeasured) continue;
      const kbps = codec === "jpeg"
        ? this.#shares.update(id, shareKbps, track.largestFrameBytes, nowMs)
        : this.#shares.updatePredictive(id, shareKbps * PREDICTIVE_SHARE / (1 + this.#repairShare), nowMs);
      if (kbps !== undefined) this.#emit({ kind: "track_target", track: track.track.id, kbps });
    }
  }

  #startFrame(packetBytes: number, rttMs: number | undefined, nowMs: number): void {
    if (this.#pacer.length > 0) return;
    const lane = this.#nextPicture();
    if (lane === undefined) return;
    if (!this.#mayStart(lane.track, rttMs, nowMs)) {
      this.#blocked = nowMs >= this.rate.linkFreeMs;
      return;
    }
    this.#blocked = false;
    if (lane.track.giveUpLate(nowMs)) return this.#dropped("too_late");
    this.#startedMs = nowMs;
    this.#start(lane, packetBytes, nowMs);
  }

  #mayStart({ waiting, track: { codec } }: OutgoingTrack, rttMs: number | undefined, nowMs: number): boolean {
    const bytes = waiting!.bytes.length;
    const link = { capacityKbps: this.rate.isMeasured ? this.rate.capacityKbps : 0, rttMs, loss: this.losses.loss };
    if (codec !== "jpeg" && this.#sent.inFlightBytes > this.#inFlight.mostBytes(link, nowMs)) return false;
    return this.rate.mayStart(this.#sent.inFlightBytes, bytes, rttMs, nowMs);
  }

  /** Of the tracks with a waiting video frame, the one whose last turn is longest ago. */
  #nextPicture(): OutgoingLane | undefined {
    let next: OutgoingLane | undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.track.waiting === undefined) continue;
      if (next === undefined || lane.track.startedMs < next.track.startedMs) next = lane;
    }
    return next;
  }

  #start({ track, history }: OutgoingLane, packetBytes: number, nowMs: number): void {
    const { frame, frameNumber, meta } = track.start(nowMs);
    const maxShard = packetBytes - this.#overheadBytes;
    const packets = packetize(
      frame.bytes,
      maxShard,
      this.#parityFor(shardCount(frame.bytes.length, maxShard), frame.bytes.length, nowMs),
    );
    const ofFirst = { frameNumber, index: 0, resent: false, shape: packets, meta };
    const header = encodeMediaHeader(this.#format, ofFirst);
    history.onSent(frameNumber, packets, header, nowMs);
    let bytes = 0;
    const last = packets.shards.length - 1;
    for (const [index, shard] of packets.shards.entries()) {
      const size = shard.length + this.#overheadBytes;
      bytes += size;
      const finishes = index === last
        ? { track: meta.track, sequence: meta.sequence, bytes: frame.bytes.length }
        : undefined;
      const packet = { header, track: meta.track, frameNumber, index, resent: false, shard, finishes };
      this.#pacer.push(packet, size);
    }
    this.#count(frame.bytes.length, bytes - frame.bytes.length);
    this.#inFlight.onSent(bytes, nowMs);
    this.rate.onSent(bytes, nowMs);
  }

  #parityFor(k: number, frameBytes: number, nowMs: number): number {
    const wanted = this.losses.parityFor(k, this.#rttMs);
    if (wanted === 0 || this.rate.queueMs > PARITY_BELOW_QUEUE_MS) return 0;
    let sourceKbps = 0;
    for (const { track } of this.#lanes.values()) sourceKbps += track.sourceKbps;
    const room = this.rate.capacityKbps * PARITY_ROOM / Math.max(1, sourceKbps) - 1;
    const affordable = Math.floor(this.#budget.left(nowMs) / frameBytes);
    const parity = Math.max(0, Math.min(wanted, Math.floor(room * k), affordable));
    this.#budget.take(parity * frameBytes, nowMs);
    return parity;
  }

  /** Bytes sent lately for repair, as a share of the frames' own. */
  get #repairShare(): number {
    return this.#repairBytes / Math.max(1, this.#frameBytes);
  }

  #count(frameBytes: number, repairBytes: number): void {
    this.#frameBytes = this.#frameBytes * REPAIR_DECAY + frameBytes;
    this.#repairBytes = this.#repairBytes * REPAIR_DECAY + repairBytes;
  }

  #dropped(reason: DropReason): void {
    this.#emit({ kind: "dropped", direction: "out", reason });
  }
}

function isPredictive({ track }: OutgoingTrack): boolean {
  return track.codec !== "jpeg";
}
