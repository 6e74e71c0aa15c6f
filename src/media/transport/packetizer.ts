import { encodeParity, MAX_SHARDS } from "./reed_solomon.ts";

/** A frame cut for the link: `shards[0..k-1]` are its bytes in order, those after it are parity. */
export interface PacketizedFrame {
  readonly frameBytes: number;
  readonly shardBytes: number;
  readonly k: number;
  readonly m: number;
  /** The last data shard only has what is left of the frame; all others are `shardBytes` long. */
  readonly shards: readonly Uint8Array[];
}

/** Cuts a frame into shards of about equal size, at most `maxShardBytes`, and adds `parity` shards where they fit. */
export function packetize(frame: Uint8Array, maxShardBytes: number, parity: number): PacketizedFrame {
  const k = Math.ceil(frame.length / maxShardBytes);
  // Equal shards: the same number of packets with the least parity.
  const shardBytes = Math.ceil(frame.length / k);
  const data: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += shardBytes) data.push(frame.subarray(at, at + shardBytes));
  const m = Math.max(0, Math.min(parity, MAX_SHARDS - data.length));
  const shards = m === 0 ? data : [...data, ...encodeParity(data, shardBytes, m)];
  return { frameBytes: frame.length, shardBytes, k: data.length, m, shards };
}

/** How many packets a frame needs without parity. */
export function shardCount(frameBytes: number, maxShardBytes: number): number {
  const shardBytes = Math.ceil(frameBytes / Math.ceil(frameBytes / maxShardBytes));
  return Math.ceil(frameBytes / shardBytes);
}
