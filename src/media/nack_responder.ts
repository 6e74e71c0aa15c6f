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
  readonly resentMs: Float64Array;
  resends: number;
}

/** Remembers what was sent lately, and says what of it is to be sent again. */
export class NackResponder<M> {
  readonly #units = new Map<number, SentUnit<M>>();
  #bytes = 0;

  onSent(unit: number, packets: PacketizedUnit, meta: M, nowMs: number): void {
    const resentMs = new Float64Array(packets.shards.length).fill(-Infinity);
    this.#units.set(unit, { packets, meta, sentMs: nowMs, resentMs, resends: 0 });
    this.#bytes += packets.unitBytes;
    for (const [number, sent] of this.#units) {
      if (this.#units.size <= MAX_UNITS && this.#bytes <= MAX_BYTES && nowMs - sent.sentMs <= MAX_AGE_MS) break;
      this.#units.delete(number);
      this.#bytes -= sent.packets.unitBytes;
    }
  }

  /** Indexes to send again; `spacingMs`: what was resent less than this ago is still under way. */
  onNack(
    unit: number,
    indexes: readonly number[],
    spacingMs: number,
    nowMs: number,
  ): { packets: PacketizedUnit; meta: M; indexes: number[] } | undefined {
    const sent = this.#units.get(unit);
    if (sent === undefined || nowMs - sent.sentMs > MAX_AGE_MS) return undefined;
    const { packets, meta, resentMs } = sent;
    const all = indexes.length > 0 ? indexes : packets.shards.keys();
    const again: number[] = [];
    for (const index of all) {
      if (index >= packets.shards.length || nowMs - resentMs[index] < spacingMs) continue;
      if (sent.resends >= packets.shards.length * MAX_RESENDS) break;
      sent.resends++;
      resentMs[index] = nowMs;
      again.push(index);
    }
    return again.length > 0 ? { packets, meta, indexes: again } : undefined;
  }
}
