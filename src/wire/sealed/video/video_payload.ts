/** What a video packet holds once it is opened. PROTOCOL.md, "Video". */
import { Buffer } from "node:buffer";
import type { UnitShape } from "../../../media/depacketizer.ts";
import type { UnitPacket } from "../../../media/jitter_buffer.ts";
import { MAX_SHARDS } from "../../../media/reed_solomon.ts";

export const STREAM_VIDEO = 1;
export const VIDEO_HEADER_BYTES = 32;
export const MAX_UNIT_BYTES = 4 * 1024 * 1024;
/** The largest unit in the smallest packets needs 3677; of one byte each they would be held at a hundred times their size. */
const MAX_DATA_SHARDS = 4096;
const CODEC_JPEG = 1;
const FLAG_KEYFRAME = 1, FLAG_RESENT = 2;

/** What the packets of one unit share beside its shape. */
export interface VideoMeta {
  readonly sequence: number;
  /** By the sender's clock. */
  readonly captureMs: number;
  readonly keyframe: boolean;
  /** The unit that must be decoded before; its own number: none. */
  readonly dependsOn: number;
}

export function encodeVideoHeader(
  unit: number,
  index: number,
  resent: boolean,
  shape: UnitShape,
  meta: VideoMeta,
): Buffer {
  const bytes = Buffer.allocUnsafe(VIDEO_HEADER_BYTES);
  bytes[0] = STREAM_VIDEO;
  bytes[1] = CODEC_JPEG;
  bytes[2] = (meta.keyframe ? FLAG_KEYFRAME : 0) | (resent ? FLAG_RESENT : 0);
  bytes.writeUInt32BE(unit, 3);
  bytes.writeUInt32BE(meta.dependsOn, 7);
  bytes.writeUInt32BE(meta.sequence >>> 0, 11);
  bytes.writeUIntBE(Math.max(0, Math.round(meta.captureMs * 1000)), 15, 6);
  bytes.writeUInt32BE(shape.unitBytes, 21);
  bytes.writeUInt16BE(shape.shardBytes, 25);
  bytes.writeUInt16BE(index, 27);
  bytes.writeUInt16BE(shape.k, 29);
  bytes[31] = shape.m;
  return bytes;
}

/** Nothing when it is not a packet that a sender of this version makes. The shard is a view. */
export function decodeVideo(plain: Buffer): UnitPacket<VideoMeta> | undefined {
  if (plain.length <= VIDEO_HEADER_BYTES || plain[1] !== CODEC_JPEG || plain[2] > 3) return undefined;
  const shape = {
    unitBytes: plain.readUInt32BE(21),
    shardBytes: plain.readUInt16BE(25),
    k: plain.readUInt16BE(29),
    m: plain[31],
  };
  const { unitBytes, shardBytes, k, m } = shape;
  const index = plain.readUInt16BE(27);
  if (unitBytes < 1 || unitBytes > MAX_UNIT_BYTES || shardBytes < 1 || k > MAX_DATA_SHARDS) return undefined;
  if (k !== Math.ceil(unitBytes / shardBytes) || index >= k + m || (m > 0 && k + m > MAX_SHARDS)) return undefined;
  const shard = plain.subarray(VIDEO_HEADER_BYTES);
  if (shard.length !== (index === k - 1 ? unitBytes - (k - 1) * shardBytes : shardBytes)) return undefined;
  return {
    unit: plain.readUInt32BE(3),
    index,
    resent: (plain[2] & FLAG_RESENT) !== 0,
    shape,
    shard,
    meta: {
      sequence: plain.readUInt32BE(11),
      captureMs: plain.readUIntBE(15, 6) / 1000,
      keyframe: (plain[2] & FLAG_KEYFRAME) !== 0,
      dependsOn: plain.readUInt32BE(7),
    },
  };
}
