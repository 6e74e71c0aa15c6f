import { encodeParity, MAX_SHARDS } from "./reed_solomon.ts";

/** A frame cut into shards: `shards[0..k-1]` are its bytes in order, and the m after them are parity. */
export interface PacketizedFrame {
  readonly frameBytes: number;
  readonly shardBytes: number;
  readonly k: number;
  readonly m: number;
  /** The last data shard has the rest of the frame. All others are `shardBytes` long. */
  readonly shards: readonly Uint8Array[];
}

/**
 * Cuts a frame into shards of about equal size, at most `maxShardBytes`, and adds `parity` shards, or as many as there is room
 * for in the code.
 */
export function packetize(frame: Uint8Array, maxShardBytes: number, parity: number): PacketizedFrame {
  const k = Math.ceil(frame.length / maxShardBytes);
  // Equal shards keep parity small: a parity shard is as long as the longest data shard.
  const shardBytes = Math.ceil(frame.length / k);
  const data: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += shardBytes) data.push(frame.subarray(at, at + shardBytes));
  const m = Math.max(0, Math.min(parity, MAX_SHARDS - data.length));
  const shards = m === 0 ? data : [...data, ...encodeParity(data, shardBytes, m)];
  return { frameBytes: frame.length, shardBytes, k: data.length, m, shards };
}

/** How many data shards `packetize` cuts a frame into. */
export function shardCount(frameBytes: number, maxShardBytes: number): number {
  const shardBytes = Math.ceil(frameBytes / Math.ceil(frameBytes / maxShardBytes));
  return Math.ceil(frameBytes / shardBytes);
}
