import type { Depacketizer } from "./depacketizer.ts";

// Part of the sealed wire: src/wire/sealed/PROTOCOL.md, "Control" and "Repair".

/** The most indexes in one NACK. */
export const MAX_NACK_INDEXES = 128;
/**
 * The rest of a frame counts as lost this many milliseconds, plus this many gaps between packets, after the last of its packets
 * that arrived.
 */
const TAIL_MS = 10, TAIL_GAPS = 2;

// Tuned with `deno task bench:network`.

/** An overtaken packet counts as lost after this many milliseconds: slight reordering should not cost a resend. */
const REORDER_MS = 2;
/**
 * A round takes longer than the RTT: by this many times the jitter, and by these milliseconds because timers are late at both
 * ends.
 */
const LATE_JITTERS = 2, ROUND_EXTRA_MS = 6;
/** How often a frame is requested at most. */
const MAX_ROUNDS = 6;
/** In addition to each packet needed, this many times the loss is requested, because answers are lost too. */
const SPARE_FACTOR = 2;

/** A frame that is not complete. */
export interface RepairState {
  readonly frameNumber: number;
  readonly assembly: Depacketizer | undefined;
  /** Of the shards that arrived and were not resent; -1: none. */
  readonly highestIndex: number;
  /** When the latest of these arrived, or when the frame was first missed. */
  readonly progressMs: number;
  /** The time between two packets of this frame, or of those before. It is long over a narrow link. */
  readonly gapMs: number;
  /** A later frame has begun. */
  readonly overtaken: boolean;
  /** When it was last requested, and how often so far. */
  askedMs: number;
  asked: number;
  /** How many packets were requested the last time. Their answers arrive one gap after another. */
  askedFor: number;
}

/** What to request again. No indexes: the whole frame. */
export interface Nack {
  readonly frameNumber: number;
  readonly indexes: readonly number[];
}

export interface LinkQuality {
  readonly rttMs: number;
  readonly jitterMs: number;
  /** 0 to 1. */
  readonly loss: number;
}

/** Requests what parity cannot restore: once it is known to be lost, and while a resend can still arrive in time. */
export class NackGenerator {
  #deadlineMs = Infinity;

  /** When to call `generate` again. */
  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  generate(frames: Iterable<RepairState>, holdMs: number, link: LinkQuality, nowMs: number): Nack[] {
    this.#deadlineMs = Infinity;
    const nacks: Nack[] = [];
    for (const state of frames) {
      const dueMs = this.#dueMs(state, link);
      if (dueMs > nowMs) {
        this.#deadlineMs = Math.min(this.#deadlineMs, dueMs);
        continue;
      }
      // The answer has to arrive before the frame is given up.
      if (state.asked >= MAX_ROUNDS || (state.overtaken && nowMs + link.rttMs > state.progressMs + holdMs)) continue;
      const indexes = this.#missing(state, link);
      if (indexes === undefined) continue;
      state.asked++;
      state.askedMs = nowMs;
      state.askedFor = indexes.length;
      this.#deadlineMs = Math.min(this.#deadlineMs, this.#dueMs(state, link));
      nacks.push({ frameNumber: state.frameNumber, indexes });
    }
    return nacks;
  }

  #dueMs(state: RepairState, link: LinkQuality): number {
    if (state.asked > 0) {
      return state.askedMs + link.rttMs + LATE_JITTERS * link.jitterMs + ROUND_EXTRA_MS + state.askedFor * state.gapMs;
    }
    if (state.overtaken || this.#lostForSure(state) > 0) return state.progressMs + REORDER_MS;
    return state.progressMs + TAIL_MS + TAIL_GAPS * state.gapMs + LATE_JITTERS * link.jitterMs;
  }

  /** How many shards are needed beyond those that may still be in flight. */
  #lostForSure({ assembly, highestIndex }: RepairState): number {
    if (assembly === undefined) return 1;
    const { k, m } = assembly.shape;
    return assembly.needed - (k + m - 1 - highestIndex);
  }

  #missing(state: RepairState, { loss }: LinkQuality): number[] | undefined {
    const { assembly, highestIndex } = state;
    if (assembly === undefined) return [];
    const { k, m } = assembly.shape;
    const end = this.#lostForSure(state) > 0 && !state.overtaken && state.asked === 0 ? highestIndex + 1 : k + m;
    const want = assembly.needed + Math.ceil(assembly.needed * loss * SPARE_FACTOR);
    const indexes: number[] = [];
    for (let index = 0; index < end && indexes.length < Math.min(want, MAX_NACK_INDEXES); index++) {
      if (!assembly.has(index)) indexes.push(index);
    }
    return indexes.length > 0 ? indexes : undefined;
  }
}
