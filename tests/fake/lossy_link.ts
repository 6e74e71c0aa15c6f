import { SeededRandom } from "./random.ts";

/**
 * The conditions of one direction of a link. Loss is Gilbert-Elliott: `burst` is the mean length of a run of lost packets.
 */
export interface LinkConditions {
  /** Propagation delay, one way. */
  readonly delayMs: number;
  /** Added to each packet, uniform from 0. Packets still keep their order. */
  readonly jitterMs: number;
  readonly lossPercent: number;
  readonly burst: number;
  readonly dupPercent: number;
  /** Packets that overtake all waiting ones. */
  readonly reorderPercent: number;
  /** 0: no limit. */
  readonly rateKbps: number;
  /** The length of the queue before the bottleneck. What does not fit is dropped at the tail. */
  readonly queueMs: number;
  /** Nothing passes. */
  readonly down: boolean;
  /** A datagram that needs more than one packet of this size is fragmented, and lost if one fragment is lost. */
  readonly mtu: number;
  /** A datagram with a larger payload disappears: a black hole. 0: none does. */
  readonly maxBytes: number;
}

export const CLEAN_LINK: LinkConditions = {
  delayMs: 0,
  jitterMs: 0,
  lossPercent: 0,
  burst: 1,
  dupPercent: 0,
  reorderPercent: 0,
  rateKbps: 0,
  queueMs: 200,
  down: false,
  mtu: 1500,
  maxBytes: 0,
};

/** Conditions from a moment on. Those not given stay as they were. */
export interface LinkChange extends Partial<LinkConditions> {
  readonly atMs: number;
}

export interface LinkCounters {
  offered: number;
  delivered: number;
  lost: number;
  overflowed: number;
  blackout: number;
  tooLarge: number;
  duplicated: number;
  reordered: number;
  /** The longest time that a packet waited for the bottleneck. */
  maxQueueMs: number;
}

const IP_UDP_HEADER = 28;

/** One direction of a bad link, in virtual time, and the same for the same seed. Carries anything that has a size. */
export class LossyLink<T> {
  readonly counters: LinkCounters = {
    offered: 0,
    delivered: 0,
    lost: 0,
    overflowed: 0,
    blackout: 0,
    tooLarge: 0,
    duplicated: 0,
    reordered: 0,
    maxQueueMs: 0,
  };
  #conditions: LinkConditions;
  readonly #schedule: LinkChange[];
  readonly #random: SeededRandom;
  #bad = false;
  #linkFreeMs = 0;
  #lastDueMs = 0;
  #order = 0;
  #waiting: { dueMs: number; order: number; packet: T }[] = [];

  constructor(conditions: Partial<LinkConditions>, seed: number, schedule: readonly LinkChange[] = []) {
    this.#conditions = { ...CLEAN_LINK, ...conditions };
    this.#schedule = [...schedule].sort((a, b) => a.atMs - b.atMs);
    this.#random = new SeededRandom(seed);
  }

  conditionsAt(nowMs: number): LinkConditions {
    while (this.#schedule.length > 0 && this.#schedule[0].atMs <= nowMs) {
      const { atMs: _, ...change } = this.#schedule.shift()!;
      this.#conditions = { ...this.#conditions, ...change };
    }
    return this.#conditions;
  }

  /** Whether the schedule has the link down at a moment, which may be in the future. */
  downAt(atMs: number): boolean {
    let down = this.#conditions.down;
    for (const change of this.#schedule) if (change.atMs <= atMs && change.down !== undefined) down = change.down;
    return down;
  }

  change(change: Partial<LinkConditions>): void {
    this.#conditions = { ...this.#conditions, ...change };
  }

  /** Gives the link a datagram with `size` payload bytes. */
  send(packet: T, size: number, nowMs: number): void {
    const c = this.conditionsAt(nowMs);
    const fragments = Math.max(1, Math.ceil((size + 8) / (c.mtu - 20)));
    const wireBytes = size + IP_UDP_HEADER + (fragments - 1) * 20;
    this.counters.offered++;
    if (c.down) {
      this.counters.blackout++;
      return;
    }
    if (c.maxBytes > 0 && size > c.maxBytes) {
      this.counters.tooLarge++;
      return;
    }
    let dueMs = nowMs;
    if (c.rateKbps > 0) {
      this.#linkFreeMs = Math.max(this.#linkFreeMs, nowMs);
      const waitMs = this.#linkFreeMs - nowMs;
      if (waitMs > c.queueMs) {
        this.counters.overflowed++;
        return;
      }
      this.counters.maxQueueMs = Math.max(this.counters.maxQueueMs, waitMs);
      this.#linkFreeMs += wireBytes * 8 / c.rateKbps;
      dueMs = this.#linkFreeMs;
    }
    let lost = false;
    for (let i = 0; i < fragments; i++) lost = this.#lose(c) || lost;
    if (lost) {
      this.counters.lost++;
      return;
    }
    dueMs += c.delayMs + (c.jitterMs > 0 ? this.#random.next() * c.jitterMs : 0);
    if (c.reorderPercent > 0 && this.#random.next() * 100 < c.reorderPercent) {
      this.counters.reordered++;
      dueMs = nowMs;
    } else {
      dueMs = this.#lastDueMs = Math.max(dueMs, this.#lastDueMs);
    }
    const copies = c.dupPercent > 0 && this.#random.next() * 100 < c.dupPercent ? 2 : 1;
    this.counters.duplicated += copies - 1;
    for (let i = 0; i < copies; i++) this.#insert({ dueMs, order: this.#order++, packet });
  }

  /** When the next packet arrives; `Infinity` if none is on its way. */
  get nextMs(): number {
    return this.#waiting.length > 0 ? this.#waiting[0].dueMs : Infinity;
  }

  /** The next packet that has arrived by `nowMs`. */
  take(nowMs: number): T | undefined {
    if (this.nextMs > nowMs) return undefined;
    this.counters.delivered++;
    return this.#waiting.shift()!.packet;
  }

  #insert(entry: { dueMs: number; order: number; packet: T }): void {
    let i = this.#waiting.length;
    while (i > 0 && this.#waiting[i - 1].dueMs > entry.dueMs) i--;
    this.#waiting.splice(i, 0, entry);
  }

  #lose({ lossPercent, burst }: LinkConditions): boolean {
    const p = lossPercent / 100;
    if (p <= 0) return this.#bad = false;
    if (burst <= 1) return this.#random.next() < p;
    const leaveBad = 1 / burst;
    const enterBad = p >= 1 ? 1 : leaveBad * p / (1 - p);
    this.#bad = this.#bad ? this.#random.next() >= leaveBad : this.#random.next() < enterBad;
    return this.#bad;
  }
}
