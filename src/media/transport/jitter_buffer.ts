import { Depacketizer, type FrameShape } from "./depacketizer.ts";
import type { RepairState } from "./nack_generator.ts";
import { RepairBudget } from "./repair_budget.ts";

/** Frames under assembly or waiting for their turn. */
const MAX_FRAMES = 64;
const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** Frames of which nothing came at all, more than these in a row: an outage, which nobody wants to see later. */
const MAX_WHOLLY_LOST = 6;
/** The display draws one picture in this time, and one may wait for it; a third would cost the second. */
const DRAW_MS = 12;
/** A source that is faster than the display is not held back: given out is at least as fast as what comes, by this factor. */
const FASTER = 1.25, INTERVAL_GAIN = 1 / 16, FIRST_INTERVAL_MS = 33;
/** Between two packets, before any came: the link may be narrow. */
const FIRST_GAP_MS = 20;
const MIN_HOLD_MS = 50;
const MAX_HOLD_MS = 700;
/** Two rounds of asking, and what the timers take. */
const HOLD_RTTS = 2.3;
const HOLD_EXTRA_MS = 25;

/** What a packet says of its frame. */
export interface FramePacket<M> {
  readonly frameNumber: number;
  readonly index: number;
  readonly resent: boolean;
  readonly shape: FrameShape;
  readonly shard: Uint8Array;
  /** Whatever else the packets of a frame share. */
  readonly meta: M;
}

export interface ReleasedFrame<M> {
  readonly frameNumber: number;
  readonly bytes: Uint8Array;
  readonly meta: M;
}

export type InsertResult = "taken" | "duplicate" | "late" | "contradictory" | "too_much";

class Slot<M> implements RepairState {
  assembly: Depacketizer | undefined;
  meta: M | undefined;
  bytes: Uint8Array | undefined;
  highestIndex = -1;
  /** When its latest packet came at first hand, or when it was first missed. */
  progressMs: number;
  askedMs = -Infinity;
  asked = 0;
  askedFor = 0;
  overtaken = false;
  #first: { readonly index: number; readonly atMs: number } | undefined;

  /** `gapMs`: between packets, by the frames before. */
  constructor(readonly frameNumber: number, public gapMs: number, nowMs: number) {
    this.progressMs = nowMs;
  }

  /** A packet came at first hand. */
  arrived(index: number, nowMs: number): void {
    this.progressMs = nowMs;
    this.highestIndex = Math.max(this.highestIndex, index);
    this.#first ??= { index, atMs: nowMs };
    if (index > this.#first.index) this.gapMs = (nowMs - this.#first.atMs) / (index - this.#first.index);
  }
}

/**
 * Puts frames together and gives them out in order. A whole frame waits for earlier ones as long as those can still be
 * repaired, never longer; what was overtaken is late and never given out.
 */
export class JitterBuffer<M> {
  readonly #slots = new Map<number, Slot<M>>();
  #next = -1;
  #highest = -1;
  #heldBytes = 0;
  /** When the display will have drawn what was given out. */
  #drawnMs = -Infinity;
  /** Between two frames, smoothed. */
  #intervalMs = FIRST_INTERVAL_MS;
  #advancedMs: number | undefined;
  #holdMs = 150;
  #gapMs = FIRST_GAP_MS;
  /** Frames given up since the last look. */
  expired = 0;
  /** Frames that are not repaired by parity, since the last look: that would take too long. */
  refused = 0;
  readonly #budget: RepairBudget;

  /** `budget`: what repairing may cost, which several buffers may share. */
  constructor(budget = new RepairBudget()) {
    this.#budget = budget;
  }

  /** How long a frame may be repaired, from the RTT and jitter of the link. */
  setLink(rttMs: number, jitterMs: number): void {
    this.#holdMs = Math.min(MAX_HOLD_MS, Math.max(MIN_HOLD_MS, rttMs * HOLD_RTTS + 4 * jitterMs + HOLD_EXTRA_MS));
  }

  get holdMs(): number {
    return this.#holdMs;
  }

  get highestFrame(): number {
    return this.#highest;
  }

  /** Those that are not whole, oldest first. */
  *incomplete(): Iterable<RepairState> {
    for (let frameNumber = this.#next; frameNumber <= this.#highest; frameNumber++) {
      const slot = this.#slots.get(frameNumber);
      if (slot !== undefined && slot.bytes === undefined) yield slot;
    }
  }

  /** The frames of which something came, and that were neither given out nor given up. */
  *pending(): Iterable<{ readonly frameNumber: number; readonly meta: M }> {
    for (const { frameNumber, meta } of this.#slots.values()) if (meta !== undefined) yield { frameNumber, meta };
  }

  /** All frames before this one were given out or given up. */
  get nextFrame(): number {
    return this.#next;
  }

  insert(packet: FramePacket<M>, nowMs: number): InsertResult {
    const { frameNumber, index, shape, shard } = packet;
    if (this.#next < 0) this.#next = this.#highest = frameNumber;
    if (frameNumber < this.#next) return "late";
    if (frameNumber > this.#highest) this.#advance(frameNumber, nowMs);
    let slot = this.#slots.get(frameNumber);
    if (slot === undefined) this.#slots.set(frameNumber, slot = new Slot<M>(frameNumber, this.#gapMs, nowMs));
    if (slot.bytes !== undefined) return "duplicate";
    if (slot.assembly === undefined) {
      if (this.#heldBytes + shape.frameBytes > MAX_HELD_BYTES) return "too_much";
      this.#heldBytes += shape.frameBytes;
      slot.assembly = new Depacketizer(shape);
      slot.meta = packet.meta;
    } else if (!slot.assembly.fits(shape)) {
      return "contradictory";
    }
    if (!slot.assembly.add(index, shard)) return "duplicate";
    if (!packet.resent) {
      slot.arrived(index, nowMs);
    }
    if (slot.assembly.needed > 0) return "taken";
    if (!this.#budget.take(slot.assembly.repairProducts, nowMs)) {
      // What is missing is asked for again, as without parity.
      slot.assembly.refuseParity();
      this.refused++;
      return "taken";
    }
    slot.bytes = slot.assembly.frame();
    this.#gapMs = slot.gapMs;
    return "taken";
  }

  /** The next frame that is to be given out by now. */
  take(nowMs: number): ReleasedFrame<M> | undefined {
    while (this.#next >= 0 && this.#next <= this.#highest) {
      const slot = this.#slots.get(this.#next);
      if (slot?.bytes !== undefined) {
        if (nowMs < this.#releaseMs) return undefined;
        this.#drawnMs = Math.max(this.#drawnMs, nowMs) + this.#drawMs;
        this.#remove(slot);
        this.#next++;
        return { frameNumber: slot.frameNumber, bytes: slot.bytes, meta: slot.meta! };
      }
      if (slot !== undefined && (!slot.overtaken || nowMs < this.#deadlineOf(slot))) return undefined;
      if (slot !== undefined) this.#remove(slot);
      this.#next++;
      this.expired++;
    }
    return undefined;
  }

  /** When `take` may have something. */
  get deadlineMs(): number {
    const slot = this.#next < 0 ? undefined : this.#slots.get(this.#next);
    if (slot === undefined) return Infinity;
    if (slot.bytes !== undefined) return this.#releaseMs;
    return slot.overtaken ? this.#deadlineOf(slot) : Infinity;
  }

  get #drawMs(): number {
    return Math.min(DRAW_MS, this.#intervalMs / FASTER);
  }

  /** When the next whole frame may be given out. */
  get #releaseMs(): number {
    return this.#drawnMs - this.#drawMs;
  }

  #deadlineOf(slot: Slot<M>): number {
    return slot.progressMs + this.#holdMs;
  }

  /** `frame` is the newest now: everything before it has been overtaken, and what is missing begins to be missed. */
  #advance(frameNumber: number, nowMs: number): void {
    const gap = frameNumber - this.#highest - 1;
    if (this.#advancedMs !== undefined) {
      this.#intervalMs += ((nowMs - this.#advancedMs) / (gap + 1) - this.#intervalMs) * INTERVAL_GAIN;
    }
    this.#advancedMs = nowMs;
    if (gap > MAX_WHOLLY_LOST || frameNumber - this.#next >= MAX_FRAMES) {
      // The link was away. The frames before it that are whole are old as well: the newest wins.
      for (const slot of [...this.#slots.values()]) this.#remove(slot);
      this.expired += frameNumber - this.#next;
      this.#next = frameNumber;
    } else {
      for (let missing = this.#highest + 1; missing < frameNumber; missing++) {
        this.#slots.set(missing, new Slot<M>(missing, this.#gapMs, nowMs));
      }
      for (const slot of this.#slots.values()) {
        if (slot.overtaken) continue;
        slot.overtaken = true;
        // The rest of it may still be under way behind this packet's frame, but a link mostly keeps the order.
        slot.progressMs = Math.max(slot.progressMs, nowMs - this.#holdMs / 4);
      }
    }
    this.#highest = frameNumber;
  }

  #remove(slot: Slot<M>): void {
    if (slot.assembly !== undefined) this.#heldBytes -= slot.assembly.shape.frameBytes;
    this.#slots.delete(slot.frameNumber);
  }
}
