import { BitReader } from "./bit_reader.ts";

/** What a sequence header says about all frames that follow it. Names are from the AV1 specification, section 5.5. */
export interface Av1SequenceHeader {
  readonly seqProfile: number;
  /** Of the first operating point. */
  readonly seqLevelIdx: number;
  readonly seqTier: number;
  readonly color: Av1ColorConfig;
  readonly reducedStillPictureHeader: boolean;
  readonly equalPictureInterval: boolean;
  /** Absent without a decoder model. */
  readonly decoderModel?: { readonly bufferRemovalTimeBits: number; readonly framePresentationTimeBits: number };
  readonly operatingPoints: readonly { readonly idc: number; readonly hasDecoderModel: boolean }[];
  readonly frameWidthBits: number;
  readonly frameHeightBits: number;
  /** In pixels. */
  readonly maxFrameWidth: number;
  readonly maxFrameHeight: number;
  /** 0 if frames have no numbers. */
  readonly frameIdBits: number;
  /** 0, 1, or {@linkcode SELECT} if each frame says it itself. */
  readonly seqForceScreenContentTools: number;
  readonly seqForceIntegerMv: number;
  /** 0 if frames have no order. */
  readonly orderHintBits: number;
}

/** 5.5.2, color_config(). */
export interface Av1ColorConfig {
  readonly highBitdepth: boolean;
  readonly twelveBit: boolean;
  readonly monochrome: boolean;
  readonly subsamplingX: number;
  readonly subsamplingY: number;
  readonly chromaSamplePosition: number;
}

/** Section 3, SELECT_SCREEN_CONTENT_TOOLS and SELECT_INTEGER_MV. */
export const SELECT = 2;
/** 6.4.1: 0 to 2 are defined. */
const LAST_PROFILE = 2;
/** 6.4.2. */
const CP_BT_709 = 1, CP_UNSPECIFIED = 2, TC_UNSPECIFIED = 2, TC_SRGB = 13, MC_IDENTITY = 0, MC_UNSPECIFIED = 2;
/** 4.10.3: with more leading zeros, a number does not fit into 32 bits. */
const MAX_LEADING_ZEROS = 32;

/**
 * Reads the payload of an OBU_SEQUENCE_HEADER. Never throws, whatever the bytes.
 *
 * Format: AV1 Bitstream & Decoding Process Specification 1.0.0 with errata 1, section 5.5.1.
 */
export function readAv1SequenceHeader(
  reader: BitReader,
): Av1SequenceHeader | "picture_malformed" | "picture_truncated" {
  const seqProfile = reader.bits(3); // seq_profile
  if (seqProfile > LAST_PROFILE) return "picture_malformed";
  const stillPicture = reader.flag(); // still_picture
  const reducedStillPictureHeader = reader.flag(); // reduced_still_picture_header
  if (reducedStillPictureHeader && !stillPicture) return "picture_malformed"; // 6.4.1
  let equalPictureInterval = false, seqLevelIdx = 0, seqTier = 0;
  let decoderModel: (Av1SequenceHeader["decoderModel"] & { readonly bufferDelayBits: number }) | undefined;
  const operatingPoints: { idc: number; hasDecoderModel: boolean }[] = [];
  if (reducedStillPictureHeader) {
    seqLevelIdx = reader.bits(5); // seq_level_idx[ 0 ]
    operatingPoints.push({ idc: 0, hasDecoderModel: false });
  } else {
    if (reader.flag()) { // timing_info_present_flag
      // 5.5.3, timing_info(): num_units_in_display_tick, time_scale.
      reader.skip(64);
      equalPictureInterval = reader.flag(); // equal_picture_interval
      if (equalPictureInterval) skipUvlc(reader); // num_ticks_per_picture_minus_1
      if (reader.flag()) { // decoder_model_info_present_flag
        // 5.5.4, decoder_model_info().
        const bufferDelayBits = reader.bits(5) + 1; // buffer_delay_length_minus_1
        reader.skip(32); // num_units_in_decoding_tick
        const bufferRemovalTimeBits = reader.bits(5) + 1; // buffer_removal_time_length_minus_1
        const framePresentationTimeBits = reader.bits(5) + 1; // frame_presentation_time_length_minus_1
        decoderModel = { bufferDelayBits, bufferRemovalTimeBits, framePresentationTimeBits };
      }
    }
    const hasDisplayDelay = reader.flag(); // initial_display_delay_present_flag
    const points = reader.bits(5) + 1; // operating_points_cnt_minus_1
    for (let i = 0; i < points; i++) {
      const idc = reader.bits(12); // operating_point_idc[ i ]
      const level = reader.bits(5); // seq_level_idx[ i ]
      const tier = level > 7 ? reader.bits(1) : 0; // seq_tier[ i ]
      const hasDecoderModel = decoderModel !== undefined && reader.flag(); // decoder_model_present_for_this_op[ i ]
      // 5.5.5, operating_parameters_info(): decoder_buffer_delay, encoder_buffer_delay, low_delay_mode_flag.
      if (hasDecoderModel) reader.skip(2 * decoderModel!.bufferDelayBits + 1);
      // initial_display_delay_present_for_this_op[ i ], initial_display_delay_minus_1[ i ]
      if (hasDisplayDelay && reader.flag()) reader.skip(4);
      operatingPoints.push({ idc, hasDecoderModel });
      if (i === 0) [seqLevelIdx, seqTier] = [level, tier];
    }
  }
  const frameWidthBits = reader.bits(4) + 1; // frame_width_bits_minus_1
  const frameHeightBits = reader.bits(4) + 1; // frame_height_bits_minus_1
  const maxFrameWidth = reader.bits(frameWidthBits) + 1; // max_frame_width_minus_1
  const maxFrameHeight = reader.bits(frameHeightBits) + 1; // max_frame_height_minus_1
  let frameIdBits = 0;
  if (!reducedStillPictureHeader && reader.flag()) { // frame_id_numbers_present_flag
    // delta_frame_id_length_minus_2, additional_frame_id_length_minus_1, and idLen of 5.9.2
    frameIdBits = reader.bits(4) + 2 + reader.bits(3) + 1;
    if (frameIdBits > 16) return "picture_malformed"; // semantics of current_frame_id
  }
  reader.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
  let seqForceScreenContentTools = SELECT, seqForceIntegerMv = SELECT, orderHintBits = 0;
  if (!reducedStillPictureHeader) {
    reader.skip(4); // enable_interintra_compound, enable_masked_compound, enable_warped_motion, enable_dual_filter
    const hasOrderHint = reader.flag(); // enable_order_hint
    if (hasOrderHint) reader.skip(2); // enable_jnt_comp, enable_ref_frame_mvs
    // seq_choose_screen_content_tools, seq_force_screen_content_tools
    if (!reader.flag()) seqForceScreenContentTools = reader.bits(1);
    // seq_choose_integer_mv, seq_force_integer_mv
    if (seqForceScreenContentTools > 0 && !reader.flag()) seqForceIntegerMv = reader.bits(1);
    if (hasOrderHint) orderHintBits = reader.bits(3) + 1; // order_hint_bits_minus_1
  }
  reader.skip(3); // enable_superres, enable_cdef, enable_restoration
  const color = readColorConfig(reader, seqProfile);
  reader.skip(1); // film_grain_params_present
  if (reader.isPastEnd) return "picture_truncated";
  return {
    seqProfile,
    seqLevelIdx,
    seqTier,
    color,
    reducedStillPictureHeader,
    equalPictureInterval,
    decoderModel,
    operatingPoints,
    frameWidthBits,
    frameHeightBits,
    maxFrameWidth,
    maxFrameHeight,
    frameIdBits,
    seqForceScreenContentTools,
    seqForceIntegerMv,
    orderHintBits,
  };
}

/** 5.5.2. */
function readColorConfig(reader: BitReader, seqProfile: number): Av1ColorConfig {
  const highBitdepth = reader.flag(); // high_bitdepth
  const twelveBit = seqProfile === 2 && highBitdepth && reader.flag(); // twelve_bit
  const monochrome = seqProfile !== 1 && reader.flag(); // mono_chrome
  let primaries = CP_UNSPECIFIED, transfer = TC_UNSPECIFIED, matrix = MC_UNSPECIFIED;
  if (reader.flag()) { // color_description_present_flag
    primaries = reader.bits(8); // color_primaries
    transfer = reader.bits(8); // transfer_characteristics
    matrix = reader.bits(8); // matrix_coefficients
  }
  let subsamplingX = 1, subsamplingY = 1, chromaSamplePosition = 0;
  if (monochrome) {
    reader.skip(1); // color_range
    return { highBitdepth, twelveBit, monochrome, subsamplingX, subsamplingY, chromaSamplePosition };
  }
  if (primaries === CP_BT_709 && transfer === TC_SRGB && matrix === MC_IDENTITY) {
    subsamplingX = subsamplingY = 0;
  } else {
    reader.skip(1); // color_range
    if (seqProfile === 1) subsamplingX = subsamplingY = 0;
    else if (seqProfile === 2 && twelveBit) {
      subsamplingX = reader.bits(1); // subsampling_x
      subsamplingY = subsamplingX === 1 ? reader.bits(1) : 0; // subsampling_y
    } else if (seqProfile === 2) subsamplingY = 0;
    if (subsamplingX === 1 && subsamplingY === 1) chromaSamplePosition = reader.bits(2); // chroma_sample_position
  }
  reader.skip(1); // separate_uv_delta_q
  return { highBitdepth, twelveBit, monochrome, subsamplingX, subsamplingY, chromaSamplePosition };
}

/** 4.10.3. */
function skipUvlc(reader: BitReader): void {
  let leadingZeros = 0;
  while (!reader.flag()) {
    if (++leadingZeros >= MAX_LEADING_ZEROS || reader.isPastEnd) return;
  }
  reader.skip(leadingZeros);
}
