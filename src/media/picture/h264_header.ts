import { nalUnits } from "./annex_b.ts";
import { readH264SequenceParameters } from "./h264_sequence_parameters.ts";
import { isWithinLimits } from "./picture_limits.ts";
import type { VideoFailure, VideoHeader } from "./video_header.ts";

/** nal_unit_type, ITU-T H.264, table 7-1. */
const SLICE = 1,
  IDR_SLICE = 5,
  ENHANCEMENT = 6,
  SEQUENCE_PARAMETERS = 7,
  PICTURE_PARAMETERS = 8,
  DELIMITER = 9,
  FILLER = 12;
const KNOWN = [SLICE, IDR_SLICE, ENHANCEMENT, SEQUENCE_PARAMETERS, PICTURE_PARAMETERS, DELIMITER, FILLER];

/**
 * Reads what an H.264 access unit says about itself, without decoding it: one picture in the byte stream format (annex B). A
 * keyframe is an IDR picture with its parameter sets. They stand nowhere else: so no later frame has another size. Never throws,
 * whatever the bytes.
 *
 * Format: ITU-T H.264, sections 7.3.1 and 7.4.1.
 */
export function readH264Header(bytes: Uint8Array): VideoHeader | VideoFailure {
  const units = nalUnits(bytes);
  if (typeof units === "string") return units;
  if (units.some(({ type }) => !KNOWN.includes(type))) return "picture_malformed";
  const count = (wanted: number) => units.filter(({ type }) => type === wanted).length;
  const firstSlice = units.findIndex(({ type }) => type === SLICE || type === IDR_SLICE);
  const [sequence] = units.filter(({ type }) => type === SEQUENCE_PARAMETERS);
  const size = sequence && readH264SequenceParameters(bytes.subarray(sequence.start, sequence.end));
  if (typeof size === "string") return size;
  if (size !== undefined && !isWithinLimits(size.width, size.height)) return "picture_too_large";
  if (firstSlice < 0) return "picture_truncated";
  const keyframe = units[firstSlice].type === IDR_SLICE;
  // All slices are of one picture, and the parameter sets stand before them.
  if (count(keyframe ? SLICE : IDR_SLICE) > 0 || count(SEQUENCE_PARAMETERS) !== (keyframe ? 1 : 0)) {
    return "picture_malformed";
  }
  if (keyframe !== units.slice(0, firstSlice).some(({ type }) => type === PICTURE_PARAMETERS)) {
    return "picture_malformed";
  }
  if (units.slice(firstSlice).some(({ type }) => type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS)) {
    return "picture_malformed";
  }
  return keyframe ? { keyframe, shown: true, width: size!.width, height: size!.height } : { keyframe, shown: true };
}
