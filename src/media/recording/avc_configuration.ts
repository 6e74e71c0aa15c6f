import { nalUnits } from "../picture/annex_b.ts";
import { readH264SequenceParameters } from "../picture/h264_sequence_parameters.ts";
import { joinedBytes } from "../picture/joined_bytes.ts";

/** nal_unit_type, ITU-T H.264, table 7-1. */
const SEQUENCE_PARAMETERS = 7, PICTURE_PARAMETERS = 8, DELIMITER = 9;
const LENGTH_BYTES = 4;
/** What the record can count, and how long a set it can hold. */
const MAX_PICTURE_PARAMETERS = 255, MAX_SET_BYTES = 0xffff;
/** Profiles whose record says how chroma is sampled. */
const HIGH_PROFILES = [100, 110, 122, 144, 244];

/**
 * The AVCDecoderConfigurationRecord (`avcC`), which Matroska and MP4 keep apart from the frames, made from a keyframe in the byte
 * stream format. `undefined` if the frame has no parameter sets.
 *
 * Format: ISO/IEC 14496-15, section 5.3.3.1; Matroska Codec Specifications, V_MPEG4/ISO/AVC.
 */
export function avcConfiguration(keyframe: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const units = nalUnits(keyframe);
  if (typeof units === "string") return undefined;
  const setsOf = (wanted: number, count: number) =>
    units.filter(({ type }) => type === wanted).slice(0, count).map(({ start, end }) => keyframe.subarray(start, end));
  const sequences = setsOf(SEQUENCE_PARAMETERS, 1), pictures = setsOf(PICTURE_PARAMETERS, MAX_PICTURE_PARAMETERS);
  if (sequences.length === 0 || pictures.length === 0) return undefined;
  const header = readH264SequenceParameters(sequences[0]);
  if (typeof header === "string" || [...sequences, ...pictures].some(({ length }) => length > MAX_SET_BYTES)) {
    return undefined;
  }
  const { profile, constraints, level, chromaFormat, lumaDepthMinus8, chromaDepthMinus8 } = header;
  return joinedBytes([
    // configurationVersion, AVCProfileIndication, profile_compatibility, AVCLevelIndication, lengthSizeMinusOne
    Uint8Array.of(1, profile, constraints, level, 0xfc | LENGTH_BYTES - 1),
    ...[Uint8Array.of(0xe0 | sequences.length), ...sequences.flatMap(withLength)],
    ...[Uint8Array.of(pictures.length), ...pictures.flatMap(withLength)],
    // chroma_format, bit_depth_luma_minus8, bit_depth_chroma_minus8, numOfSequenceParameterSetExt
    ...(HIGH_PROFILES.includes(profile)
      ? [Uint8Array.of(0xfc | chromaFormat, 0xf8 | lumaDepthMinus8, 0xf8 | chromaDepthMinus8, 0)]
      : []),
  ]);
}

/** An access unit as a block contains it: a length of 4 bytes before each NAL unit, and no delimiter. */
export function lengthPrefixed(unit: Uint8Array): Uint8Array<ArrayBuffer> {
  const units = nalUnits(unit);
  if (typeof units === "string") return new Uint8Array();
  const kept = units.filter(({ type }) => type !== DELIMITER);
  const bytes = new Uint8Array(kept.reduce((sum, { start, end }) => sum + LENGTH_BYTES + end - start, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { start, end } of kept) {
    view.setUint32(at, end - start);
    bytes.set(unit.subarray(start, end), at + LENGTH_BYTES);
    at += LENGTH_BYTES + end - start;
  }
  return bytes;
}

function withLength(set: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(set.length >> 8, set.length & 0xff), set];
}
