import { withoutTemporalDelimiter } from "./av1_configuration.ts";
import { ascii, element, elementHead, elementOfUnknownSize, joined, unsigned } from "./ebml_element.ts";
import { type RecordedTrack, trackEntry } from "./matroska_track.ts";

/** What a file may hold: `webm` is Matroska with a few codecs, which browsers play. */
export type Container = "matroska" | "webm";

/** One frame, or one packet of sound. */
export interface RecordedFrame {
  /** Index among the tracks that the writer was given. */
  readonly track: number;
  readonly keyframe: boolean;
  /** Whether there is anything to see; false for frames that are only a reference. */
  readonly shown: boolean;
  /** Of any clock, the same for all frames. */
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
/** A block's time is 16 bits, with sign, from its cluster's. */
const MAX_BLOCK_MS = 0x7fff;
/** RFC 9559, section 25.1, advises so: a player begins at a cluster. */
const CLUSTER_MS = 5000;
const APPLICATION = "vchat";

/**
 * Writes a Matroska or WebM file from its start to its end, and never goes back: segment and clusters are of unknown size.
 * So a file can be played while it is written, and whatever was cut off its end.
 *
 * Times are those of the frames, gaps included; the first frame's is 0. One that is not after the frame before it is moved to
 * 1 ms after, since programs that read the file want times to rise.
 *
 * Format: RFC 9559 (Matroska), RFC 8794 (EBML).
 */
export class MatroskaWriter {
  readonly #container: Container;
  readonly #tracks: readonly RecordedTrack[];
  #startMs: number | undefined;
  #clusterMs: number | undefined;
  /** By track, of its last frame. */
  readonly #lastMs: number[];

  constructor(container: Container, tracks: readonly RecordedTrack[]) {
    this.#container = container;
    this.#tracks = tracks;
    this.#lastMs = tracks.map(() => -1);
  }

  /** What the file begins with. */
  head(): Uint8Array<ArrayBuffer> {
    return joined([
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

  /** What a frame adds to the file, in order; the last is the frame's own bytes. */
  frame({ track, keyframe, shown, timeMs, bytes }: RecordedFrame): Uint8Array[] {
    const { kind, codec } = this.#tracks[track];
    this.#startMs ??= timeMs;
    const atMs = Math.max(Math.round(timeMs - this.#startMs), this.#lastMs[track] + 1);
    this.#lastMs[track] = atMs;
    const added: Uint8Array[] = [];
    // Every JPEG is a keyframe. Sound follows the picture.
    const isSeekPoint = keyframe && kind === "video" && codec !== "jpeg";
    if (this.#clusterMs === undefined || isSeekPoint || this.#isOver(this.#clusterMs, atMs)) {
      this.#clusterMs = atMs;
      added.push(elementOfUnknownSize(ID.cluster), unsigned(ID.timestamp, atMs));
    }
    const payload = codec === "av1" ? withoutTemporalDelimiter(bytes) : bytes;
    const relativeMs = atMs - this.#clusterMs;
    const flags = (keyframe ? KEYFRAME_FLAG : 0) | (shown ? 0 : INVISIBLE_FLAG);
    // RFC 9559, section 10.2: the track's number as a variable-size integer, the time, the flags.
    const block = Uint8Array.of(0x80 | (track + 1), relativeMs >> 8 & 0xff, relativeMs & 0xff, flags);
    added.push(joined([elementHead(ID.simpleBlock, block.length + payload.length), block]), payload);
    return added;
  }

  #isOver(clusterMs: number, atMs: number): boolean {
    // A frame of another track may be older than the cluster.
    return atMs - clusterMs >= CLUSTER_MS || atMs - clusterMs < -MAX_BLOCK_MS;
  }
}
