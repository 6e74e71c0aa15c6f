import { lengthPrefixed } from "./avc_configuration.ts";
import { withoutTemporalDelimiter } from "./av1_configuration.ts";
import { joinedBytes } from "../picture/joined_bytes.ts";
import { ascii, element, elementHead, elementOfUnknownSize, unsigned } from "./ebml_element.ts";
import { type RecordedTrack, trackEntry } from "./matroska_track.ts";

/** `webm` is Matroska with only the codecs that browsers play. */
export type Container = "matroska" | "webm";

/** One frame, or one packet of sound. */
export interface RecordedFrame {
  /** Index in the list of tracks that the writer was given. */
  readonly track: number;
  readonly keyframe: boolean;
  /** Whether it is shown. False for a frame that is only a reference. */
  readonly shown: boolean;
  /** By any clock, but by the same one for all frames. */
  readonly timeMs: number;
  readonly bytes: Uint8Array;
}

/** RFC 8794, section 11.2, and RFC 9559, section 5.1. */
const ID = {
  ebml: 0x1a45dfa3,
  ebmlVersion: 0x4286,
  ebmlReadVersion: 0x42f7,
  ebmlMaxIdLength: 0x42f2,
  ebmlMaxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
};
const NS_PER_MS = 1_000_000;
/** RFC 9559, section 10.2: flags of a SimpleBlock. */
const KEYFRAME_FLAG = 0x80, INVISIBLE_FLAG = 0x08;
/** A block's time is relative to its cluster's, in 16 bits with a sign. */
const MAX_BLOCK_MS = 0x7fff;
/** Advised by RFC 9559, section 25.1: a player can start only at a cluster. */
const CLUSTER_MS = 5000;
const APPLICATION = "vchat";

/**
 * Writes a Matroska or WebM file from start to end, and never goes back: segment and clusters have an unknown size. So a file
 * can be played while it is written, and also if its end is cut off.
 *
 * The times are those of the frames, gaps included, and count from the start of the file. A frame whose time is not after that of the
 * frame before it is moved to 1 ms after it, because programs that read the file expect rising times.
 *
 * Format: RFC 9559 (Matroska), RFC 8794 (EBML).
 */
export class MatroskaWriter {
  readonly #container: Container;
  readonly #tracks: readonly RecordedTrack[];
  #startMs: number | undefined;
  #clusterMs: number | undefined;
  /** The time of the last frame of each track. */
  readonly #lastMs: number[];

  /** `startMs`: the time at which the file begins. Without it, that of the first frame. */
  constructor(container: Container, tracks: readonly RecordedTrack[], startMs?: number) {
    this.#container = container;
    this.#tracks = tracks;
    this.#startMs = startMs;
    this.#lastMs = tracks.map(() => -1);
  }

  /** The bytes that the file begins with. */
  head(): Uint8Array<ArrayBuffer> {
    return joinedBytes([
      element(
        ID.ebml,
        unsigned(ID.ebmlVersion, 1),
        unsigned(ID.ebmlReadVersion, 1),
        unsigned(ID.ebmlMaxIdLength, 4),
        unsigned(ID.ebmlMaxSizeLength, 8),
        ascii(ID.docType, this.#container),
        unsigned(ID.docTypeVersion, 4), // CodecDelay and SeekPreRoll are of version 4
        unsigned(ID.docTypeReadVersion, 2), // SimpleBlock is of version 2
      ),
      elementOfUnknownSize(ID.segment),
      element(
        ID.info,
        unsigned(ID.timestampScale, NS_PER_MS),
        ascii(ID.muxingApp, APPLICATION),
        ascii(ID.writingApp, APPLICATION),
      ),
      element(ID.tracks, ...this.#tracks.map((track, index) => trackEntry(index + 1, track))),
    ]);
  }

  /** The pieces that a frame adds to the file, in order. The last one is the frame itself. */
  frame({ track, keyframe, shown, timeMs, bytes }: RecordedFrame): Uint8Array[] {
    const { kind, codec } = this.#tracks[track];
    this.#startMs ??= timeMs;
    const atMs = Math.max(Math.round(timeMs - this.#startMs), this.#lastMs[track] + 1);
    this.#lastMs[track] = atMs;
    const added: Uint8Array[] = [];
    // Every JPEG is a keyframe. Sound goes into the clusters of the video.
    const isSeekPoint = keyframe && kind === "video" && codec !== "jpeg";
    if (this.#clusterMs === undefined || isSeekPoint || this.#isOver(this.#clusterMs, atMs)) {
      this.#clusterMs = atMs;
      added.push(elementOfUnknownSize(ID.cluster), unsigned(ID.timestamp, atMs));
    }
    const payload = blockPayload(codec, bytes);
    const relativeMs = atMs - this.#clusterMs;
    const flags = (keyframe ? KEYFRAME_FLAG : 0) | (shown ? 0 : INVISIBLE_FLAG);
    // RFC 9559, section 10.2: the track's number as a variable-size integer, the time, the flags.
    const block = Uint8Array.of(0x80 | (track + 1), relativeMs >> 8 & 0xff, relativeMs & 0xff, flags);
    added.push(joinedBytes([elementHead(ID.simpleBlock, block.length + payload.length), block]), payload);
    return added;
  }

  #isOver(clusterMs: number, atMs: number): boolean {
    // A frame of another track may be older than the cluster.
    return atMs - clusterMs >= CLUSTER_MS || atMs - clusterMs < -MAX_BLOCK_MS;
  }
}

/** A frame as a block contains it. */
function blockPayload(codec: RecordedTrack["codec"], bytes: Uint8Array): Uint8Array {
  if (codec === "av1") return withoutTemporalDelimiter(bytes);
  return codec === "h264" ? lengthPrefixed(bytes) : bytes;
}
