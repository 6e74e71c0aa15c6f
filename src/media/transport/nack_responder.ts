import type { PacketizedUnit } from "./packetizer.ts";

const MAX_UNITS = 48;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_AGE_MS = 1500;
/** A unit is not resent more than so many times over, whatever is asked for. */
const MAX_RESENDS = 3;

interface SentUnit<M> {
  readonly packets: PacketizedUnit;
  readonly meta: M;
  readonly sentMs: number;
  /** When each packet left, the last time; `Infinity`: it waits for the pacer. */
  readonly leftMs: Float64Array;
  resends: number;
}

/** Remembers what was sent lately, and says what of it is to be sent again. */
export class NackResponder<M> {
  readonly #units = new Map<number, SentUnit<M>>();
  #bytes = 0;

  onSent(unit: number, packets: PacketizedUnit, meta: M, nowMs: number): void {
    const leftMs = new Float64Array(packets.shards.length).fill(Infinity);
    this.#units.set(unit, { packets, meta, sentMs: nowMs, leftMs, resends: 0 });
    this.#bytes += packets.unitBytes;
    for (const [number, sent] of this.#units) {
      if (this.#units.size <= MAX_UNITS && this.#bytes <= MAX_BYTES && nowMs - sent.sentMs <= MAX_AGE_MS) break;
      this.#units.delete(number);
      this.#bytes -= sent.packets.unitBytes;
    }
  }

  /** Nothing is sent again of what was sent so far. */
  forget(): void {
    this.#units.clear();
    this.#bytes = 0;
  }

  /** A packet has left, for the first time or again. */
  onLeft(unit: number, index: number, nowMs: number): void {
    const sent = this.#units.get(unit);
    if (sent !== undefined) sent.leftMs[index] = nowMs;
  }

  /** Indexes to send again; `spacingMs`: what left less than this ago, or not at all, is still under way. */
  onNack(
    unit: number,
    indexes: readonly number[],
    spacingMs: number,
    nowMs: number,
  ): { packets: PacketizedUnit; meta: M; indexes: number[] } | undefined {
    const sent = this.#units.get(unit);
    if (sent === undefined || nowMs - sent.sentMs > MAX_AGE_MS) return undefined;
    const { packets, meta, leftMs } = sent;
    const all = indexes.length > 0 ? indexes : packets.shards.keys();
    const again: number[] = [];
    for (const index of all) {
      if (index >= packets.shards.length || nowMs - leftMs[index] < spacingMs) continue;
      if (sent.resends >= packets.shards.length * MAX_RESENDS) break;
      sent.resends++;
      leftMs[index] = Infinity;
      again.push(index);
    }
    return again.length > 0 ? { packets, meta, indexes: again } : undefined;
  }
}
