import type { PacketizedFrame } from "./packetizer.ts";

// Tuned with `deno task bench:network`. The receiver's limits are its own: see jitter_buffer.ts.

/** How many of the latest frames can be sent again, and how many bytes. 48 frames last for 1.6 s at 30 fps. */
const MAX_FRAMES = 48, MAX_BYTES = 8 * 1024 * 1024;
/** Older frames are of no use to the receiver; in milliseconds. */
const MAX_AGE_MS = 1500;
/** A frame is resent at most this many times in full, whatever the peer asks for. */
const MAX_RESENDS = 3;

interface SentFrame<M> {
  readonly packets: PacketizedFrame;
  readonly meta: M;
  readonly sentMs: number;
  /** When each packet last left. `Infinity`: it waits for the pacer. */
  readonly leftMs: Float64Array;
  resends: number;
}

/** Remembers the frames sent lately, and says which packets to send again. */
export class NackResponder<M> {
  readonly #frames = new Map<number, SentFrame<M>>();
  #bytes = 0;

  onSent(frameNumber: number, packets: PacketizedFrame, meta: M, nowMs: number): void {
    const leftMs = new Float64Array(packets.shards.length).fill(Infinity);
    this.#frames.set(frameNumber, { packets, meta, sentMs: nowMs, leftMs, resends: 0 });
    this.#bytes += packets.frameBytes;
    for (const [number, sent] of this.#frames) {
      if (this.#frames.size <= MAX_FRAMES && this.#bytes <= MAX_BYTES && nowMs - sent.sentMs <= MAX_AGE_MS) break;
      this.#frames.delete(number);
      this.#bytes -= sent.packets.frameBytes;
    }
  }

  /** Nothing sent so far is sent again. */
  forget(): void {
    this.#frames.clear();
    this.#bytes = 0;
  }

  /** A packet has left, for the first time or again. */
  onLeft(frameNumber: number, index: number, nowMs: number): void {
    const sent = this.#frames.get(frameNumber);
    if (sent !== undefined) sent.leftMs[index] = nowMs;
  }

  /** The packets to send again. What left less than `spacingMs` ago, or has not left yet, is still in flight. */
  onNack(
    frameNumber: number,
    indexes: readonly number[],
    spacingMs: number,
    nowMs: number,
  ): { packets: PacketizedFrame; meta: M; indexes: number[] } | undefined {
    const sent = this.#frames.get(frameNumber);
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
