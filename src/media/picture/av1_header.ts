import { type Av1SequenceHeader, readAv1SequenceHeader, SELECT } from "./av1_sequence_header.ts";
import { BitReader } from "./bit_reader.ts";
import { isWithinLimits } from "./picture_limits.ts";
import type { VideoFailure, VideoHeader } from "./video_header.ts";

/** 6.2.2. */
const OBU_SEQUENCE_HEADER = 1, OBU_FRAME_HEADER = 3, OBU_FRAME = 6;
/** 6.8.2. */
const KEY_FRAME = 0, INTRA_ONLY_FRAME = 2, SWITCH_FRAME = 3;
/** 5.9.2, allFrames. */
const ALL_FRAMES = 0xff;
/** 4.10.5. */
const MAX_LEB128_BYTES = 8;
/** More OBUs than a frame can have tiles (section 3: 64 rows of 64). Encoders put all tiles into one OBU, or into a few. */
const MAX_OBUS = 4200;

/** A part of a temporal unit. Its payload is inside the bytes. */
export interface Av1Obu {
  readonly type: number;
  readonly temporalId: number;
  readonly spatialId: number;
  /** Where its header begins, where its payload begins, and where it ends, in bytes. */
  readonly headerStart: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads what an AV1 temporal unit says about itself, without decoding it. The unit is in the low-overhead format, as in IVF and
 * Matroska. Only a key frame with a sequence header counts as a keyframe: without the header it cannot be decoded alone.
 *
 * The size of a later frame is not read, even if it has one of its own: that takes the sequence header, which is not kept. By
 * the semantics of 5.9.5 it is never larger than the size in the sequence header, which is checked here. A decoder refuses any
 * other. Never throws, whatever the bytes.
 *
 * Format: AV1 Bitstream & Decoding Process Specification 1.0.0 with errata 1, sections 5.3, 5.5 and 5.9.
 */
export function readAv1Header(bytes: Uint8Array): VideoHeader | VideoFailure {
  if (bytes.length === 0) return "picture_truncated";
  let sequence: Av1SequenceHeader | undefined;
  let first: VideoHeader | undefined, shown = false;
  let at = 0;
  for (let obus = 0; at < bytes.length; obus++) {
    if (obus === MAX_OBUS) return "picture_malformed";
    const obu = readAv1Obu(bytes, at);
    if (typeof obu === "string") return obu;
    at = obu.end;
    const reader = new BitReader(bytes, obu.start, obu.end);
    if (obu.type === OBU_SEQUENCE_HEADER) {
      const header = readAv1SequenceHeader(reader);
      if (typeof header === "string") return header;
      if (!isWithinLimits(header.maxFrameWidth, header.maxFrameHeight)) return "picture_too_large";
      sequence = header;
    } else if (obu.type === OBU_FRAME_HEADER || obu.type === OBU_FRAME) {
      const header = readFrameHeader(reader, sequence, obu);
      if (typeof header === "string") return header;
      first ??= header;
      shown ||= header.shown;
    }
  }
  return first ? { ...first, shown } : "picture_truncated";
}

/** The OBU that begins at byte `at` of a temporal unit, which is inside the bytes. 5.3.1 to 5.3.3. */
export function readAv1Obu(bytes: Uint8Array, at: number): Av1Obu | VideoFailure {
  const flags = bytes[at];
  const headerStart = at++;
  if (flags & 0x80) return "picture_malformed"; // obu_forbidden_bit
  const type = flags >> 3 & 15; // obu_type
  let temporalId = 0, spatialId = 0;
  if (flags & 4) { // obu_extension_flag
    if (at >= bytes.length) return "picture_truncated";
    temporalId = bytes[at] >> 5; // temporal_id
    spatialId = bytes[at++] >> 3 & 3; // spatial_id
  }
  // obu_has_size_field. Matroska and MP4 allow the last OBU to leave it out.
  if (!(flags & 2)) return { type, temporalId, spatialId, headerStart, start: at, end: bytes.length };
  let size = 0; // obu_size, 4.10.5, leb128()
  for (let i = 0;; i++) {
    if (i === MAX_LEB128_BYTES) return "picture_malformed";
    if (at >= bytes.length) return "picture_truncated";
    const byte = bytes[at++];
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) break;
  }
  if (at + size > bytes.length) return "picture_truncated";
  return { type, temporalId, spatialId, headerStart, start: at, end: at + size };
}

/** 5.9.2, uncompressed_header(), up to the size, of frames that need no other frame. */
function readFrameHeader(
  reader: BitReader,
  sequence: Av1SequenceHeader | undefined,
  { temporalId, spatialId }: Av1Obu,
): VideoHeader | VideoFailure {
  const model = sequence?.decoderModel;
  let type = KEY_FRAME, shown = true, errorResilient = true;
  if (!sequence?.reducedStillPictureHeader) {
    if (reader.flag()) { // show_existing_frame
      reader.skip(3); // frame_to_show_map_idx
      return reader.isPastEnd ? "picture_truncated" : { keyframe: false, shown: true };
    }
    type = reader.bits(2); // frame_type
    shown = reader.flag(); // show_frame
    if (reader.isPastEnd) return "picture_truncated";
    if (!sequence) return { keyframe: false, shown };
    // 5.9.31, temporal_point_info(): frame_presentation_time
    if (shown && model && !sequence.equalPictureInterval) reader.skip(model.framePresentationTimeBits);
    if (!shown) reader.skip(1); // showable_frame
    errorResilient = type === SWITCH_FRAME || (type === KEY_FRAME && shown) || reader.flag(); // error_resilient_mode
  }
  const keyframe = type === KEY_FRAME;
  const intra = keyframe || type === INTRA_ONLY_FRAME;
  if (!intra) return reader.isPastEnd ? "picture_truncated" : { keyframe, shown };
  reader.skip(1); // disable_cdf_update
  const force = sequence.seqForceScreenContentTools;
  const screenContent = force === SELECT ? reader.bits(1) : force; // allow_screen_content_tools
  if (screenContent && sequence.seqForceIntegerMv === SELECT) reader.skip(1); // force_integer_mv
  reader.skip(sequence.frameIdBits); // current_frame_id
  const hasOwnSize = !sequence.reducedStillPictureHeader && reader.flag(); // frame_size_override_flag
  reader.skip(sequence.orderHintBits); // order_hint
  // There is no primary_ref_frame, because the frame is intra.
  if (model && reader.flag()) { // buffer_removal_time_present_flag
    for (const { idc, hasDecoderModel } of sequence.operatingPoints) {
      const isInPoint = idc === 0 || ((idc >> temporalId & 1) === 1 && (idc >> (spatialId + 8) & 1) === 1);
      if (hasDecoderModel && isInPoint) reader.skip(model.bufferRemovalTimeBits); // buffer_removal_time[ opNum ]
    }
  }
  const refreshed = keyframe && shown ? ALL_FRAMES : reader.bits(8); // refresh_frame_flags
  if (refreshed !== ALL_FRAMES && errorResilient) reader.skip(8 * sequence.orderHintBits); // ref_order_hint[ i ]
  let width = sequence.maxFrameWidth, height = sequence.maxFrameHeight;
  if (hasOwnSize) { // 5.9.5, frame_size()
    width = reader.bits(sequence.frameWidthBits) + 1; // frame_width_minus_1
    height = reader.bits(sequence.frameHeightBits) + 1; // frame_height_minus_1
    // The semantics of frame_size() require it.
    if (width > sequence.maxFrameWidth || height > sequence.maxFrameHeight) return "picture_malformed";
  }
  return reader.isPastEnd ? "picture_truncated" : { keyframe, shown, width, height };
}
