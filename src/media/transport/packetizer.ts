import { encodeParity, MAX_SHARDS } from "./reed_solomon.ts";

/** A unit cut for the link: `shards[0..k-1]` are its bytes in order, those after it are parity. */
export interface PacketizedUnit {
  readonly unitBytes: number;
  readonly shardBytes: number;
  readonly k: number;
  readonly m: number;
  /** The last data shard only has what is left of the unit; all others are `shardBytes` long. */
  readonly shards: readonly Uint8Array[];
}

/** Cuts a unit into shards of about equal size, at most `maxShardBytes`, and adds `parity` shards where they fit. */
export function packetize(unit: Uint8Array, maxShardBytes: number, parity: number): PacketizedUnit {
  const k = Math.ceil(unit.length / maxShardBytes);
  // Equal shards: the same number of packets with the least parity.
  const shardBytes = Math.ceil(unit.length / k);
  const data: Uint8Array[] = [];
  for (let at = 0; at < unit.length; at += shardBytes) data.push(unit.subarray(at, at + shardBytes));
  const m = Math.max(0, Math.min(parity, MAX_SHARDS - data.length));
  const shards = m === 0 ? data : [...data, ...encodeParity(data, shardBytes, m)];
  return { unitBytes: unit.length, shardBytes, k: data.length, m, shards };
}

/** How many packets a unit needs without parity. */
export function shardCount(unitBytes: number, maxShardBytes: number): number {
  const shardBytes = Math.ceil(unitBytes / Math.ceil(unitBytes / maxShardBytes));
  return Math.ceil(unitBytes / shardBytes);
}
