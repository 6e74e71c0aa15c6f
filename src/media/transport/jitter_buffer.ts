import { Depacketizer, type FrameShape } from "./depacketizer.ts";
import type { RepairState } from "./nack_generator.ts";
import { RepairBudget } from "./repair_budget.ts";

// Part of the sealed wire: src/wire/sealed/PROTOCOL.md, "Limits" and "Repair".

/** Frames under assembly or waiting for their turn: how many, and how many bytes. */
const MAX_FRAMES = 64, MAX_HELD_BYTES = 8 * 1024 * 1024;
/**
 * How long a frame may be repaired: two NACKs and their answers, in round trips, within these bounds in milliseconds. One
 * that others refer to may be repaired for the longest time, because without it they are of no use.
 */
const HOLD_RTTS = 2.3, MIN_HOLD_MS = 50, MAX_HOLD_MS = 700;
/** A frame that was requested this often, over this many milliseconds, is overdue: a keyframe may be there before it. */
const OVERDUE_ROUNDS = 3, OVERDUE_MS = 150;
/**
 * The display draws a frame in this many milliseconds. A second one may wait for it; a third would replace the second.
 */
const DRAW_MS = 12;

// Tuned with `deno task bench:network`.

/** Added to how long a frame may be repaired: this many times the jitter, and these milliseconds because timers are late. */
const HOLD_JITTERS = 4, HOLD_EXTRA_MS = 25;
/** How long a frame may be repaired before the RTT is known, in milliseconds. */
const FIRST_HOLD_MS = 150;
/**
 * If more frames than this are lost completely in a row, the link was interrupted, and nobody wants to see afterwards what was
 * sent before that.
 */
const MAX_WHOLLY_LOST = 6;
/** Frames are given out faster than they arrive by this factor, because a source may be faster than the display. */
const FASTER = 1.25;
/** The time between two frames: the gain of its smoothing, and its first value in milliseconds (30 fps). */
const INTERVAL_GAIN = 1 / 16, FIRST_INTERVAL_MS = 33;
/** The time between two packets, in milliseconds, that is assumed until two have arrived. The link may be narrow. */
const FIRST_GAP_MS = 20;
/**
 * The latest packet of an overtaken frame counts as having arrived at most this share of the hold time ago, so that the rest is
 * left for repair.
 */
const OVERTAKEN_SHARE = 1 / 4;

/** What a packet says about its frame. */
export interface FramePacket<M> {
  readonly frameNumber: number;
  readonly index: number;
  readonly resent: boolean;
  readonly shape: FrameShape;
  readonly shard: Uint8Array;
  /** Whatever else is the same in all packets of a frame. */
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
  /** When its latest packet that was not resent arrived, or when it was first missed. */
  progressMs: number;
  askedMs = -Infinity;
  asked = 0;
  askedFor = 0;
  overtaken = false;
  #first: { readonly index: number; readonly atMs: number } | undefined;

  /** `gapMs`: the time between packets, as it was in the frames before. */
  constructor(readonly frameNumber: number, public gapMs: number, nowMs: number) {
    this.progressMs = nowMs;
  }

  /** A packet that was not resent arrived. */
  arrived(index: number, nowMs: number): void {
    this.progressMs = nowMs;
    this.highestIndex = Math.max(this.highestIndex, index);
    this.#first ??= { index, atMs: nowMs };
    if (index > this.#first.index) this.gapMs = (nowMs - this.#first.atMs) / (index - this.#first.index);
  }
}

/**
 * Puts frames together and gives them out in order. A complete frame waits for earlier ones as long as those can still
 * be repaired, and no longer. A frame is never given out after a later one.
 */
export class JitterBuffer<M> {
  readonly #slots = new Map<number, Slot<M>>();
  #next = -1;
  #highest = -1;
  #heldBytes = 0;
  /** When the display will have drawn the frames that were given out. */
  #drawnMs = -Infinity;
  /** The time between two frames, smoothed. */
  #intervalMs = FIRST_INTERVAL_MS;
  #advancedMs: number | undefined;
  #holdMs = FIRST_HOLD_MS;
  #gapMs = FIRST_GAP_MS;
  /** Frames given up. The caller reads this and sets it back to 0. */
  expired = 0;
  /** Frames not restored from parity because that would take too long. The caller reads this and sets it back to 0. */
  refused = 0;
  readonly #budget: RepairBudget;

  /** `budget`: how much computing may go into repair. Several buffers may share one. */
  constructor(budget = new RepairBudget()) {
    this.#budget = budget;
  }

  /** Sets how long a frame may be repaired, from the RTT and jitter of the link, and whether frames refer to others. */
  setLink(rttMs: number, jitterMs: number, isPredictive = false): void {
    const holdMs = rttMs * HOLD_RTTS + HOLD_JITTERS * jitterMs + HOLD_EXTRA_MS;
    this.#holdMs = isPredictive ? MAX_HOLD_MS : Math.min(MAX_HOLD_MS, Math.max(MIN_HOLD_MS, holdMs));
  }

  get holdMs(): number {
    return this.#holdMs;
  }

  /** The frames that are not complete, oldest first. */
  *incomplete(): Iterable<RepairState> {
    for (let frameNumber = this.#next; frameNumber <= this.#highest; frameNumber++) {
      const slot = this.#slots.get(frameNumber);
      if (slot !== undefined && slot.bytes === undefined) yield slot;
    }
  }

  /** Whether the frame is one of these. */
  isIncomplete(frameNumber: number): boolean {
    const slot = this.#slots.get(frameNumber);
    return slot !== undefined && slot.bytes === undefined;
  }

  /** The frames of which something arrived, and that were neither given out nor given up. */
  *pending(): Iterable<{ readonly frameNumber: number; readonly meta: M; readonly isComplete: boolean }> {
    for (const { frameNumber, meta, bytes } of this.#slots.values()) {
      if (meta !== undefined) yield { frameNumber, meta, isComplete: bytes !== undefined };
    }
  }

  /** Whether repair of the next frame has failed so often that a keyframe may be there before it. */
  isOverdue(nowMs: number): boolean {
    const slot = this.#slots.get(this.#next);
    if (slot === undefined || slot.bytes !== undefined) return false;
    return slot.asked >= OVERDUE_ROUNDS && nowMs >= slot.progressMs + OVERDUE_MS;
  }

  /** Gives up all frames before this one, which is pending. Returns how many of them were complete. */
  skipTo(frameNumber: number): number {
    let complete = 0;
    for (; this.#next < frameNumber; this.#next++) {
      const slot = this.#slots.get(this.#next);
      if (slot !== undefined) this.#remove(slot);
      if (slot?.bytes !== undefined) complete++;
      else this.expired++;
    }
    return complete;
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
    if (!packet.resent) slot.arrived(index, nowMs);
    if (slot.assembly.needed > 0) return "taken";
    if (!this.#budget.take(slot.assembly.repairProducts, nowMs)) {
      // What is missing is asked for again, as if there were no parity.
      slot.assembly.refuseParity();
      this.refused++;
      return "taken";
    }
    slot.bytes = slot.assembly.frame();
    this.#gapMs = slot.gapMs;
    return "taken";
  }

  /** The next frame, if it is due now. */
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

  /** When to call `take` again; `Infinity` if only a packet can change anything. */
  get deadlineMs(): number {
    const slot = this.#next < 0 ? undefined : this.#slots.get(this.#next);
    if (slot === undefined) return Infinity;
    if (slot.bytes !== undefined) return this.#releaseMs;
    return slot.overtaken ? this.#deadlineOf(slot) : Infinity;
  }

  get #drawMs(): number {
    return Math.min(DRAW_MS, this.#intervalMs / FASTER);
  }

  /** When the next complete frame may be given out. */
  get #releaseMs(): number {
    return this.#drawnMs - this.#drawMs;
  }

  #deadlineOf(slot: Slot<M>): number {
    return slot.progressMs + this.#holdMs;
  }

  /** This frame is the newest now. All frames before it are overtaken, and what they lack counts as missing from now on. */
  #advance(frameNumber: number, nowMs: number): void {
    const gap = frameNumber - this.#highest - 1;
    if (this.#advancedMs !== undefined) {
      this.#intervalMs += ((nowMs - this.#advancedMs) / (gap + 1) - this.#intervalMs) * INTERVAL_GAIN;
    }
    this.#advancedMs = nowMs;
    if (gap > MAX_WHOLLY_LOST || frameNumber - this.#next >= MAX_FRAMES) {
      // The link was interrupted. The complete frames before this one are old as well: the newest wins.
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
        // The rest of it may still be in flight, but most links keep the order.
        slot.progressMs = Math.max(slot.progressMs, nowMs - this.#holdMs * OVERTAKEN_SHARE);
      }
    }
    this.#highest = frameNumber;
  }

  #remove(slot: Slot<M>): void {
    if (slot.assembly !== undefined) this.#heldBytes -= slot.assembly.shape.frameBytes;
    this.#slots.delete(slot.frameNumber);
  }
}
