/**
 * The way of a picture out:
 * 1. `offer`: it begins now when the link is free, else it waits; a newer one takes its place.
 * 2. It is cut into packets, with parity for the losses seen, and remembered for NACKs.
 * 3. The pacer lets the packets out as a train; what is asked for again goes first.
 * 4. `poll` gives payload headers and shards, for the session to seal.
 */
import type { AccessUnit } from "../../../media/access_unit.ts";
import { BitrateController, MIN_TARGET_BYTES } from "../../../media/bitrate_controller.ts";
import { FecSizer } from "../../../media/fec_sizer.ts";
import { NackResponder } from "../../../media/nack_responder.ts";
import { Pacer } from "../../../media/pacer.ts";
import { packetize, type PacketizedUnit, shardCount } from "../../../media/packetizer.ts";
import { RepairBudget } from "../../../media/repair_budget.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { Report } from "../control_message.ts";
import { SEAL_OVERHEAD } from "../sealed_packet.ts";
import type { SentPackets } from "../sent_packets.ts";
import { encodeVideoHeader, MAX_UNIT_BYTES, VIDEO_HEADER_BYTES, type VideoMeta } from "./video_payload.ts";

/** Resends under such losses go out twice: a third round would be too late. */
const TWICE_ABOVE_LOSS = 0.08;
/** The share of the link that pictures with their parity may take. */
const PARITY_ROOM = 0.75;
/** One picture. */
const INITIAL_BURST_BYTES = 24_000;
const RATE_GAIN = 1 / 16;
const TARGET_STEP = 0.15;
const TARGET_GAP_MS = 500;
/** A camera needs a second to make smaller pictures, and longer to make larger ones again: one slow train is not enough. */
const SETTLED_MS = 250;
const NO_LIMIT_BYTES = 1e9;
/** Text of so long, on average, is what pictures have to make room for; never more of the link than this. */
const TEXT_SMOOTHING_MS = 500, MAX_TEXT_SHARE = 0.3;
const OVERHEAD_BYTES = SEAL_OVERHEAD + VIDEO_HEADER_BYTES;

interface Item {
  readonly unit: number;
  readonly index: number;
  readonly resent: boolean;
  readonly packets: PacketizedUnit;
  readonly meta: VideoMeta;
  /** Of the unit's last packet. */
  readonly finishes?: { readonly sequence: number; readonly bytes: number };
}

export interface VideoPacket {
  readonly header: Uint8Array;
  readonly shard: Uint8Array;
  readonly finishes?: { readonly sequence: number; readonly bytes: number };
}

export class VideoSender {
  readonly rate = new BitrateController();
  readonly losses = new FecSizer();
  readonly #pacer = new Pacer<Item>(INITIAL_BURST_BYTES);
  readonly #history = new NackResponder<VideoMeta>();
  readonly #budget = new RepairBudget();
  readonly #sent: SentPackets;
  readonly #dropped: (reason: DropReason) => void;
  readonly #setTarget: (maxBytes: number) => void;
  #waiting: AccessUnit | undefined;
  /** Too much is under way: only a report changes that. */
  #blocked = false;
  #nextUnit = 0;
  #sourceKbps = 0;
  #lastCaptureMs = 0;
  #target = NO_LIMIT_BYTES;
  #targetMs = -Infinity;
  /** Since when smaller pictures would be right. */
  #belowSinceMs = Infinity;
  #largestUnit = 0;
  #begunMs = -Infinity;
  #textBytes = 0;
  #textMs = 0;

  constructor(sent: SentPackets, dropped: (reason: DropReason) => void, setTarget: (maxBytes: number) => void) {
    this.#sent = sent;
    this.#dropped = dropped;
    this.#setTarget = setTarget;
  }

  /** Takes a picture, unless it can never be sent. */
  offer(unit: AccessUnit): void {
    if (unit.bytes.length < 1 || unit.bytes.length > MAX_UNIT_BYTES) return this.#dropped("frame_too_large");
    const gapMs = Math.min(1000, Math.max(1, unit.captureMs - this.#lastCaptureMs));
    this.#lastCaptureMs = unit.captureMs;
    this.#sourceKbps += (unit.bytes.length * 8 / gapMs - this.#sourceKbps) * RATE_GAIN;
    this.#largestUnit = Math.max(this.#largestUnit * 0.99, unit.bytes.length);
    if (this.#waiting !== undefined) this.#dropped("superseded");
    this.#waiting = unit;
  }

  /** Nothing of what has not left as a whole leaves any more, and nothing is sent again. */
  stop(reason: "link_interrupted" | "camera_off" | "call_ended"): void {
    if (this.#waiting !== undefined) this.#dropped(reason);
    this.#waiting = undefined;
    for (const { finishes } of this.#pacer.clear()) if (finishes !== undefined) this.#dropped(reason);
    this.#history.forget();
  }

  /** The next packet that may leave now. */
  poll(packetBytes: number, rttMs: number | undefined, nowMs: number): VideoPacket | undefined {
    this.#begin(packetBytes, rttMs, nowMs);
    const item = this.#pacer.take(nowMs, this.rate.trainKbps);
    if (item === undefined) return undefined;
    const { unit, index, resent, packets, meta, finishes } = item;
    this.#history.onLeft(unit, index, nowMs);
    return { header: encodeVideoHeader(unit, index, resent, packets, meta), shard: packets.shards[index], finishes };
  }

  onNack(unit: number, indexes: readonly number[], rttMs: number, nowMs: number): void {
    const again = this.#history.onNack(unit, indexes, rttMs * 0.6, nowMs);
    if (again === undefined) return;
    const { packets, meta } = again;
    const copies = this.losses.loss > TWICE_ABOVE_LOSS && this.rate.queueMs < 50 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      for (const index of again.indexes) {
        const size = packets.shards[index].length + OVERHEAD_BYTES;
        this.#pacer.pushUrgent({ unit, index, resent: true, packets, meta }, size);
        this.rate.onSent(size, nowMs);
      }
    }
  }

  /** `delayMs` as in {@linkcode BitrateController.onReport}. */
  onReport(report: Report, delayMs: number | undefined, nowMs: number): void {
    for (const { received, sent } of report.units) this.losses.onUnit(received, sent);
    if (delayMs === undefined) return;
    const { trainBytes, trainMs, receivedKbps } = report;
    this.rate.onReport(
      delayMs,
      { bytes: trainBytes, ms: trainMs },
      { kbps: receivedKbps, units: report.units.length, loss: this.losses.loss },
      nowMs,
    );
    const targetBytes = this.#targetBytesAt(nowMs);
    const target = targetBytes < this.#largestUnit || this.#target < NO_LIMIT_BYTES ? targetBytes : NO_LIMIT_BYTES;
    if (target >= this.#target * (1 - TARGET_STEP)) this.#belowSinceMs = Infinity;
    else this.#belowSinceMs = Math.min(this.#belowSinceMs, nowMs);
    const smaller = nowMs >= this.#belowSinceMs + SETTLED_MS;
    const larger = target > this.#target * (1 + TARGET_STEP) && nowMs >= this.#targetMs + TARGET_GAP_MS;
    if (!smaller && !larger) return;
    this.#target = target;
    this.#targetMs = nowMs;
    this.#setTarget(target);
  }

  /** When the latest picture began to leave. */
  get begunMs(): number {
    return this.#begunMs;
  }

  get linkFreeMs(): number {
    return this.rate.linkFreeMs;
  }

  get capacityKbps(): number {
    return this.rate.capacityKbps;
  }

  /** Text took a part of the link. */
  onTextSent(bytes: number, nowMs: number): void {
    this.rate.onSent(bytes, nowMs);
    this.#textBytes = this.#textBytesAt(nowMs) + bytes;
    this.#textMs = nowMs;
  }

  /** Text of about the last half second. */
  #textBytesAt(nowMs: number): number {
    return this.#textBytes * Math.exp((this.#textMs - nowMs) / TEXT_SMOOTHING_MS);
  }

  /** What a picture may take now. */
  #targetBytesAt(nowMs: number): number {
    const { targetBytes, capacityKbps } = this.rate;
    const textKbps = this.#textBytesAt(nowMs) * 8 / TEXT_SMOOTHING_MS;
    return Math.max(
      MIN_TARGET_BYTES,
      Math.floor(targetBytes * (1 - Math.min(MAX_TEXT_SHARE, textKbps / capacityKbps))),
    );
  }

  get deadlineMs(): number {
    const idle = this.#waiting === undefined || this.#pacer.length > 0 || this.#blocked;
    const beginMs = idle ? Infinity : this.rate.linkFreeMs;
    return Math.min(this.#pacer.deadlineMs, beginMs);
  }

  #begin(packetBytes: number, rttMs: number | undefined, nowMs: number): void {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#pacer.length > 0) return;
    if (!this.rate.mayStart(this.#sent.inFlightBytes, waiting.bytes.length, rttMs, nowMs)) {
      this.#blocked = nowMs >= this.rate.linkFreeMs;
      return;
    }
    this.#blocked = false;
    this.#begunMs = nowMs;
    this.#waiting = undefined;
    const maxShard = packetBytes - OVERHEAD_BYTES;
    const k = shardCount(waiting.bytes.length, maxShard);
    const packets = packetize(waiting.bytes, maxShard, this.#parityFor(k, waiting.bytes.length, nowMs));
    const unit = this.#nextUnit++;
    const { sequence, captureMs, keyframe } = waiting;
    const meta = { sequence, captureMs, keyframe, dependsOn: unit };
    this.#history.onSent(unit, packets, meta, nowMs);
    let bytes = 0;
    for (const [index, shard] of packets.shards.entries()) {
      const size = shard.length + OVERHEAD_BYTES;
      bytes += size;
      const last = index === packets.shards.length - 1;
      const finishes = last ? { sequence, bytes: waiting.bytes.length } : undefined;
      this.#pacer.push({ unit, index, resent: false, packets, meta, finishes }, size);
    }
    this.rate.onSent(bytes, nowMs);
  }

  #parityFor(k: number, unitBytes: number, nowMs: number): number {
    const wanted = this.losses.parityFor(k);
    if (wanted === 0 || this.rate.queueMs > 40) return 0;
    const room = this.rate.capacityKbps * PARITY_ROOM / Math.max(1, this.#sourceKbps) - 1;
    const affordable = Math.floor(this.#budget.left(nowMs) / unitBytes);
    const parity = Math.max(0, Math.min(wanted, Math.floor(room * k), affordable));
    this.#budget.take(parity * unitBytes, nowMs);
    return parity;
  }
}
