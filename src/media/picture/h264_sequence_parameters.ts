import { BitReader } from "./bit_reader.ts";
import type { VideoFailure } from "./video_header.ts";

/** Profiles whose parameter set says how chroma is sampled: 7.3.2.1.1. */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
/** The largest values, 7.4.2.1.1. */
const MAX_ID = 31, MAX_CHROMA_FORMAT = 3, MAX_DEPTH_MINUS_8 = 6, MAX_LOG2_MINUS_4 = 12, MAX_ORDER_TYPE = 2;
const MAX_ORDER_CYCLE = 255, MAX_REFERENCES = 16;
/** In macroblocks of 16 pixels, minus one. Far above our limit, and small enough to be multiplied. */
const MAX_MACROBLOCKS = 0xffff;
/** An unsigned Exp-Golomb code of 32 bits, 9.1. */
const MAX_LEADING_ZEROS = 31;
/** More than the largest parameter set up to its size: with all scaling lists, some hundred bytes. */
const MAX_BYTES = 2048;

/** What a sequence parameter set says. Sizes are pixels. */
export interface H264SequenceParameters {
  readonly profile: number;
  /** constraint_set0_flag to constraint_set5_flag and two zero bits. */
  readonly constraints: number;
  readonly level: number;
  /** chroma_format_idc: 0 for grey pictures, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4. */
  readonly chromaFormat: number;
  /** Bits of a sample, minus 8. */
  readonly lumaDepthMinus8: number;
  readonly chromaDepthMinus8: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads a sequence parameter set, up to the size of the pictures. `bytes`: the NAL unit, with its header. Interlaced video is
 * refused. Never throws, whatever the bytes.
 *
 * Format: ITU-T H.264, section 7.3.2.1.1.
 */
export function readH264SequenceParameters(bytes: Uint8Array): H264SequenceParameters | VideoFailure {
  const reader = new BitReader(withoutEmulation(bytes.subarray(1, MAX_BYTES)));
  const profile = reader.bits(8); // profile_idc
  const constraints = reader.bits(8);
  const level = reader.bits(8); // level_idc
  let isWrong = false;
  /** ue(v) of at most `max`. */
  const upTo = (max: number): number => {
    const value = unsignedCode(reader);
    isWrong ||= value > max;
    return value;
  };
  upTo(MAX_ID); // seq_parameter_set_id
  let chromaFormat = 1, lumaDepthMinus8 = 0, chromaDepthMinus8 = 0;
  if (HIGH_PROFILES.includes(profile)) {
    chromaFormat = upTo(MAX_CHROMA_FORMAT);
    if (chromaFormat === 3) reader.skip(1); // separate_colour_plane_flag
    lumaDepthMinus8 = upTo(MAX_DEPTH_MINUS_8); // bit_depth_luma_minus8
    chromaDepthMinus8 = upTo(MAX_DEPTH_MINUS_8); // bit_depth_chroma_minus8
    reader.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (reader.flag()) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8); // seq_scaling_matrix_present_flag
  }
  upTo(MAX_LOG2_MINUS_4); // log2_max_frame_num_minus4
  const orderType = upTo(MAX_ORDER_TYPE); // pic_order_cnt_type
  if (orderType === 0) upTo(MAX_LOG2_MINUS_4); // log2_max_pic_order_cnt_lsb_minus4
  else if (orderType === 1) {
    reader.skip(1); // delta_pic_order_always_zero_flag
    for (let i = 0; i < 2; i++) unsignedCode(reader); // offset_for_non_ref_pic, offset_for_top_to_bottom_field
    const cycle = upTo(MAX_ORDER_CYCLE); // num_ref_frames_in_pic_order_cnt_cycle
    for (let i = 0; i < Math.min(cycle, MAX_ORDER_CYCLE); i++) unsignedCode(reader); // offset_for_ref_frame[ i ]
  }
  upTo(MAX_REFERENCES); // max_num_ref_frames
  reader.skip(1); // gaps_in_frame_num_value_allowed_flag
  const codedWidth = (upTo(MAX_MACROBLOCKS) + 1) * 16; // pic_width_in_mbs_minus1
  const codedHeight = (upTo(MAX_MACROBLOCKS) + 1) * 16; // pic_height_in_map_units_minus1
  const isProgressive = reader.flag(); // frame_mbs_only_flag: else its pictures may be fields
  reader.skip(1); // direct_8x8_inference_flag
  // 7.4.2.1.1: in units of chroma samples.
  const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1, unitY = chromaFormat === 1 ? 2 : 1;
  const crop = reader.flag() ? [0, 1, 2, 3].map(() => upTo(MAX_MACROBLOCKS)) : [0, 0, 0, 0]; // left, right, top, bottom
  const width = codedWidth - unitX * (crop[0] + crop[1]), height = codedHeight - unitY * (crop[2] + crop[3]);
  isWrong ||= !isProgressive || width < 1 || height < 1;
  if (reader.isPastEnd) return "picture_truncated";
  if (isWrong) return "picture_malformed";
  return { profile, constraints, level, chromaFormat, lumaDepthMinus8, chromaDepthMinus8, width, height };
}

/** 7.3.2.1.1.1, scaling_list(), of each list that is there. */
function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (!reader.flag()) continue; // seq_scaling_list_present_flag[ i ]
    const entries = list < 6 ? 16 : 64;
    let last = 8, next = 8;
    for (let i = 0; i < entries && next !== 0; i++) {
      next = (last + signedCode(reader) + 256) % 256; // delta_scale
      last = next === 0 ? last : next;
    }
  }
}

/** ue(v), 9.1. */
function unsignedCode(reader: BitReader): number {
  let zeros = 0;
  while (zeros <= MAX_LEADING_ZEROS && !reader.isPastEnd && !reader.flag()) zeros++;
  return zeros > MAX_LEADING_ZEROS ? Infinity : 2 ** zeros - 1 + reader.bits(zeros);
}

/** se(v), 9.1.1. */
function signedCode(reader: BitReader): number {
  const code = unsignedCode(reader);
  if (code === Infinity) return 0;
  return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
}

/** Without emulation_prevention_three_byte, 7.3.1. */
function withoutEmulation(bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  let length = 0, zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length++] = byte;
  }
  return plain.subarray(0, length);
}
