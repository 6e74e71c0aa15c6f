/**
 * The plaintext of a packet of a track: a header and one shard of a frame. PROTOCOL.md, "Media" and "Video".
 *
 * `media` packets name their track. `video` packets are for ends without tracks: they carry track 0, a JPEG camera.
 */
import { Buffer } from "node:buffer";
import type { FrameShape } from "../../../media/transport/depacketizer.ts";
import { MAX_SHARDS } from "../../../media/transport/reed_solomon.ts";
import type { Codec, MediaKind, TrackId } from "../../../port/encoded_frame.ts";

export const STREAM_VIDEO = 1;
export const STREAM_MEDIA = 4;
export type MediaFormat = "video" | "media";

export const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** The largest frame in the smallest packets needs 3677. Shards of one byte would each use a hundred times their size of memory. */
const MAX_DATA_SHARDS = 4096;

/** From the frame number to the number of parity shards: the same in both formats. */
const FRAME_FIELDS_BYTES = 29;
/** Stream, codec, flags. */
const VIDEO_FIELDS_AT = 3, VIDEO_FLAGS_AT = 2;
/** Stream, track, kind and codec, flags, length of the extensions. */
const MEDIA_FIELDS_AT = 5, MEDIA_FLAGS_AT = 3;
/** The offset of the index, from the first of the frame's fields. */
const INDEX_AT = 24;
const HEADER_BYTES: Readonly<Record<MediaFormat, number>> = {
  video: VIDEO_FIELDS_AT + FRAME_FIELDS_BYTES,
  media: MEDIA_FIELDS_AT + FRAME_FIELDS_BYTES,
};

const FLAG_KEYFRAME = 1, FLAG_RESENT = 2;
const KNOWN_FLAGS = FLAG_KEYFRAME | FLAG_RESENT;
/** Type and length of an extension. */
const EXTENSION_HEADER_BYTES = 2;

const KINDS: readonly MediaKind[] = ["camera", "screen"];
/** Codecs by their number on the wire. 0 is not a codec. */
const CODECS: readonly (Codec | undefined)[] = [undefined, "jpeg", "vp8", "vp9", "av1", "h264"];

/** What all packets of one frame have in common, apart from its shape. */
export interface FrameMeta {
  readonly track: TrackId;
  readonly kind: MediaKind;
  readonly codec: Codec;
  /** The frame's number at its source. */
  readonly sequence: number;
  /** By the sender's clock. */
  readonly captureMs: number;
  readonly keyframe: boolean;
  /** The number of its reference, or its own number if it is a keyframe. */
  readonly dependsOn: number;
}

/** One shard of a frame, and what its packet says about the frame. */
export interface MediaPacket {
  /** Counts the frames of a track that were sent, from 0. */
  readonly frameNumber: number;
  readonly index: number;
  readonly resent: boolean;
  readonly shape: FrameShape;
  readonly meta: FrameMeta;
  /** A view of the packet. */
  readonly shard: Uint8Array;
}

export function mediaHeaderBytes(format: MediaFormat): number {
  return HEADER_BYTES[format];
}

/**
 * The header of a packet, which is before its shard. The other packets of the frame have the same header except for the index and
 * `resent`, which {@linkcode writeMediaPacket} sets. A `video` header has no room for track, kind and codec.
 */
export function encodeMediaHeader(format: MediaFormat, packet: Omit<MediaPacket, "shard">): Buffer {
  const { frameNumber, index, resent, shape, meta } = packet;
  const bytes = Buffer.allocUnsafe(HEADER_BYTES[format]);
  const flags = (meta.keyframe ? FLAG_KEYFRAME : 0) | (resent ? FLAG_RESENT : 0);
  const codec = CODECS.indexOf(meta.codec);
  let at: number;
  if (format === "video") {
    bytes[0] = STREAM_VIDEO;
    bytes[1] = codec;
    bytes[VIDEO_FLAGS_AT] = flags;
    at = VIDEO_FIELDS_AT;
  } else {
    bytes[0] = STREAM_MEDIA;
    bytes[1] = meta.track;
    bytes[2] = KINDS.indexOf(meta.kind) << 4 | codec;
    bytes[MEDIA_FLAGS_AT] = flags;
    bytes[4] = 0;
    at = MEDIA_FIELDS_AT;
  }
  bytes.writeUInt32BE(frameNumber, at);
  bytes.writeUInt32BE(meta.dependsOn, at + 4);
  bytes.writeUInt32BE(meta.sequence >>> 0, at + 8);
  bytes.writeUIntBE(Math.max(0, Math.round(meta.captureMs * 1000)), at + 12, 6);
  bytes.writeUInt32BE(shape.frameBytes, at + 18);
  bytes.writeUInt16BE(shape.shardBytes, at + 22);
  bytes.writeUInt16BE(index, at + INDEX_AT);
  bytes.writeUInt16BE(shape.k, at + 26);
  bytes[at + 28] = shape.m;
  return bytes;
}

/** One packet to send. */
export interface MediaPayload {
  /** As {@linkcode encodeMediaHeader} returns it for any packet of the frame that is not resent. */
  readonly header: Uint8Array;
  readonly index: number;
  readonly resent: boolean;
  readonly shard: Uint8Array;
}

/** Writes a packet's plaintext to `bytes`, from `at` on. */
export function writeMediaPacket(bytes: Uint8Array, at: number, { header, index, resent, shard }: MediaPayload): void {
  bytes.set(header, at);
  const isVideo = header[0] === STREAM_VIDEO;
  if (resent) bytes[at + (isVideo ? VIDEO_FLAGS_AT : MEDIA_FLAGS_AT)] |= FLAG_RESENT;
  const indexAt = at + (isVideo ? VIDEO_FIELDS_AT : MEDIA_FIELDS_AT) + INDEX_AT;
  bytes[indexAt] = index >>> 8;
  bytes[indexAt + 1] = index & 0xff;
  bytes.set(shard, at + header.length);
}

/** `undefined` if no sender of this version would send such a packet, nor a later one with extensions. */
export function decodeMediaPacket(plain: Buffer): MediaPacket | undefined {
  switch (plain[0]) {
    case STREAM_VIDEO:
      // In this format the codec takes the whole byte.
      if (plain.length <= HEADER_BYTES.video || plain[1] > 0x0f) return undefined;
      return decodeFrame(plain, VIDEO_FIELDS_AT, HEADER_BYTES.video, 0, plain[1], plain[2]);
    case STREAM_MEDIA: {
      if (plain.length <= HEADER_BYTES.media) return undefined;
      const shardAt = HEADER_BYTES.media + plain[4];
      if (plain.length <= shardAt || !areExtensions(plain.subarray(HEADER_BYTES.media, shardAt))) return undefined;
      return decodeFrame(plain, MEDIA_FIELDS_AT, shardAt, plain[1], plain[2], plain[3]);
    }
    default:
      return undefined;
  }
}

function decodeFrame(
  plain: Buffer,
  at: number,
  shardAt: number,
  track: TrackId,
  kindAndCodec: number,
  flags: number,
): MediaPacket | undefined {
  const kind = KINDS[kindAndCodec >> 4], codec = CODECS[kindAndCodec & 0x0f];
  if (kind === undefined || codec === undefined || (flags & ~KNOWN_FLAGS) !== 0) return undefined;
  const shape = {
    frameBytes: plain.readUInt32BE(at + 18),
    shardBytes: plain.readUInt16BE(at + 22),
    k: plain.readUInt16BE(at + 26),
    m: plain[at + 28],
  };
  const { frameBytes, shardBytes, k, m } = shape;
  const index = plain.readUInt16BE(at + INDEX_AT);
  if (frameBytes < 1 || frameBytes > MAX_FRAME_BYTES || shardBytes < 1 || k > MAX_DATA_SHARDS) return undefined;
  if (k !== Math.ceil(frameBytes / shardBytes) || (m > 0 && k + m > MAX_SHARDS)) return undefined;
  const shard = plain.subarray(shardAt);
  if (!isShard(shape, index, shard.length)) return undefined;
  const meta = {
    track,
    kind,
    codec,
    sequence: plain.readUInt32BE(at + 8),
    captureMs: plain.readUIntBE(at + 12, 6) / 1000,
    keyframe: (flags & FLAG_KEYFRAME) !== 0,
    dependsOn: plain.readUInt32BE(at + 4),
  };
  return { frameNumber: plain.readUInt32BE(at), index, resent: (flags & FLAG_RESENT) !== 0, shape, meta, shard };
}

/** Decodes the packets of a call. Those of one frame differ only in index and `resent`, so the rest is decoded once. */
export class MediaDecoder {
  /** The header of the packet that was decoded last. */
  readonly #header = new Uint8Array(HEADER_BYTES.media);
  #last: MediaPacket | undefined;
  #headerBytes = 0;
  #flagsAt = 0;
  #indexAt = 0;

  /** As {@linkcode decodeMediaPacket}. */
  decode(plain: Buffer): MediaPacket | undefined {
    const last = this.#last;
    if (last === undefined || !this.#hasSameHeader(plain)) {
      const packet = decodeMediaPacket(plain);
      if (packet !== undefined) this.#keep(packet, plain);
      return packet;
    }
    const { frameNumber, shape, meta } = last;
    const index = plain[this.#indexAt] << 8 | plain[this.#indexAt + 1];
    const resent = (plain[this.#flagsAt] & FLAG_RESENT) !== 0;
    const shard = plain.subarray(this.#headerBytes);
    return isShard(shape, index, shard.length) ? { frameNumber, index, resent, shape, meta, shard } : undefined;
  }

  #hasSameHeader(plain: Buffer): boolean {
    const header = this.#header, length = this.#headerBytes, indexAt = this.#indexAt;
    if (plain.length <= length) return false;
    for (let at = 0; at < length; at++) {
      if (plain[at] === header[at] || at === indexAt || at === indexAt + 1) continue;
      if (at !== this.#flagsAt || ((plain[at] ^ header[at]) & ~FLAG_RESENT) !== 0) return false;
    }
    return true;
  }

  #keep(packet: MediaPacket, plain: Buffer): void {
    const isVideo = plain[0] === STREAM_VIDEO;
    this.#headerBytes = HEADER_BYTES[isVideo ? "video" : "media"];
    // With extensions, the shard does not follow directly after the header.
    this.#last = plain.length - packet.shard.length === this.#headerBytes ? packet : undefined;
    this.#flagsAt = isVideo ? VIDEO_FLAGS_AT : MEDIA_FLAGS_AT;
    this.#indexAt = (isVideo ? VIDEO_FIELDS_AT : MEDIA_FIELDS_AT) + INDEX_AT;
    for (let at = 0; at < this.#headerBytes; at++) this.#header[at] = plain[at];
  }
}

/** Whether a frame of this shape can have a shard with this index and length. */
function isShard({ frameBytes, shardBytes, k, m }: FrameShape, index: number, bytes: number): boolean {
  return index < k + m && bytes === (index === k - 1 ? frameBytes - (k - 1) * shardBytes : shardBytes);
}

/** Whether the bytes are complete extensions. This version has none, and skips them all. */
function areExtensions(bytes: Uint8Array): boolean {
  let at = 0;
  while (at + EXTENSION_HEADER_BYTES <= bytes.length) at += EXTENSION_HEADER_BYTES + bytes[at + 1];
  return at === bytes.length;
}
