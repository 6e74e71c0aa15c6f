import { joinedBytes } from "./joined_bytes.ts";

/** Adobe Flash Video File Format Specification 10.1, annex E: sizes in bytes, and types of tags and of their contents. */
const FILE_HEADER_BYTES = 9, TAG_HEADER_BYTES = 11, PREVIOUS_TAG_SIZE_BYTES = 4, VIDEO_HEADER_BYTES = 5;
const VIDEO_TAG = 9, CODEC_AVC = 7, SEQUENCE_HEADER = 0, NAL_UNITS = 1;
/** nal_unit_type, ITU-T H.264, table 7-1: what a decoder needs. The rest only costs bits. */
const SLICE = 1, IDR_SLICE = 5, SEQUENCE_PARAMETERS = 7, PICTURE_PARAMETERS = 8;
const NEEDED = [SLICE, IDR_SLICE, SEQUENCE_PARAMETERS, PICTURE_PARAMETERS];
const START_CODE = [0, 0, 0, 1];
const LENGTH_BYTES = 4;

/**
 * Cuts H.264 in a Flash video that comes in pieces into access units in the byte stream format (ITU-T H.264, annex B). Each keyframe has
 * its parameter sets. The file is our own encoder's: what is not as expected gives no frames.
 *
 * Of the formats that ffmpeg writes H.264 in, this is the plainest that says how long a frame is. Where the next one's start is the
 * only sign, as in a bare byte stream, each frame would have to wait for the next.
 */
export class FlvH264Reader {
  readonly #maxFrameBytes: number;
  #held = new Uint8Array(0);
  /** Of the file's header, until it was read. */
  #skippedBytes = FILE_HEADER_BYTES + PREVIOUS_TAG_SIZE_BYTES;
  /** The parameter sets, each after a start code. */
  #parameters = new Uint8Array(0);
  #broken = false;

  /** `maxFrameBytes`: what claims to be longer is taken for something else. */
  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** The frames that `bytes` completes. Each has bytes of its own. */
  push(bytes: Uint8Array): Uint8Array[] {
    if (this.#broken) return [];
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const frames: Uint8Array[] = [];
    let at = 0;
    if (all.length >= this.#skippedBytes) {
      at = this.#skippedBytes;
      this.#skippedBytes = 0;
      while (at + TAG_HEADER_BYTES <= all.length) {
        const tagBytes = all[at + 1] << 16 | all[at + 2] << 8 | all[at + 3];
        this.#broken ||= tagBytes > this.#maxFrameBytes;
        const end = at + TAG_HEADER_BYTES + tagBytes + PREVIOUS_TAG_SIZE_BYTES;
        if (this.#broken || end > all.length) break;
        const start = at + TAG_HEADER_BYTES;
        const frame = (all[at] & 31) === VIDEO_TAG ? this.#tag(all.subarray(start, start + tagBytes)) : undefined;
        if (frame !== undefined) frames.push(frame);
        at = end;
      }
    }
    this.#held = this.#broken ? new Uint8Array(0) : all.slice(at);
    return frames;
  }

  #tag(tag: Uint8Array): Uint8Array | undefined {
    if (tag.length < VIDEO_HEADER_BYTES || (tag[0] & 15) !== CODEC_AVC) return undefined;
    const content = tag.subarray(VIDEO_HEADER_BYTES);
    if (tag[1] === SEQUENCE_HEADER) this.#parameters = parametersOf(content) ?? this.#parameters;
    return tag[1] === NAL_UNITS ? this.#accessUnit(content) : undefined;
  }

  #accessUnit(content: Uint8Array): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    let hasParameters = false, isKeyframe = false;
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    for (let at = 0; at + LENGTH_BYTES < content.length;) {
      const start = at + LENGTH_BYTES;
      at = start + view.getUint32(at);
      if (at > content.length) return undefined;
      const type = content[start] & 31;
      if (!NEEDED.includes(type)) continue;
      hasParameters ||= type === SEQUENCE_PARAMETERS;
      isKeyframe ||= type === IDR_SLICE;
      parts.push(Uint8Array.from(START_CODE), content.subarray(start, at));
    }
    if (isKeyframe && !hasParameters) parts.unshift(this.#parameters);
    return parts.length === 0 ? undefined : joinedBytes(parts);
  }
}

/** The parameter sets of an AVCDecoderConfigurationRecord, ISO/IEC 14496-15, section 5.3.3.1, each after a start code. */
function parametersOf(record: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (record.length < 7 || (record[4] & 3) !== LENGTH_BYTES - 1) return undefined;
  const parts: Uint8Array[] = [];
  let at = 5;
  for (const countBits of [31, 255]) { // numOfSequenceParameterSets, numOfPictureParameterSets
    const count = record[at++] & countBits;
    for (let i = 0; i < count && at + 2 <= record.length; i++) {
      const start = at + 2;
      at = start + (record[at] << 8 | record[at + 1]);
      parts.push(Uint8Array.from(START_CODE), record.subarray(start, at));
    }
  }
  return joinedBytes(parts);
}
