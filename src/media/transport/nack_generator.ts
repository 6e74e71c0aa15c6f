import type { Depacketizer } from "./depacketizer.ts";

/** A link that reorders a little should not cost a resend. */
const REORDER_MS = 2;
/** After the last packet that came, the rest of a frame is missed: so long, and so many of the gaps between packets. */
const TAIL_MS = 10, TAIL_GAPS = 2;
const ROUND_EXTRA_MS = 6;
const MAX_ROUNDS = 6;
/** Indexes in one NACK. */
const MAX_INDEXES = 128;

/** A frame that is not whole. */
export interface RepairState {
  readonly frameNumber: number;
  readonly assembly: Depacketizer | undefined;
  /** Of what came at first hand. */
  readonly highestIndex: number;
  readonly progressMs: number;
  /** Between two packets of it, or of those before: over a narrow link they are long. */
  readonly gapMs: number;
  /** A later frame has begun. */
  readonly overtaken: boolean;
  askedMs: number;
  asked: number;
  /** How many packets at the last time: they take so many gaps to come. */
  askedFor: number;
}

/** What to ask for again; no indexes: the whole frame. */
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

/** Asks again for what parity cannot restore, once it is known to be lost and as long as a resend can be in time. */
export class NackGenerator {
  #deadlineMs = Infinity;

  /** When to look again. */
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
      // A whole round has to fit in before the frame is given up.
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
      return state.askedMs + link.rttMs + 2 * link.jitterMs + ROUND_EXTRA_MS + state.askedFor * state.gapMs;
    }
    if (state.overtaken || this.#lostForSure(state) > 0) return state.progressMs + REORDER_MS;
    return state.progressMs + TAIL_MS + TAIL_GAPS * state.gapMs + 2 * link.jitterMs;
  }

  /** How many shards are needed beyond those that may still be under way. */
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
    const want = assembly.needed + Math.ceil(assembly.needed * loss * 2);
    const indexes: number[] = [];
    for (let index = 0; index < end && indexes.length < Math.min(want, MAX_INDEXES); index++) {
      if (!assembly.has(index)) indexes.push(index);
    }
    return indexes.length > 0 ? indexes : undefined;
  }
}
