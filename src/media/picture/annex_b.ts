import type { VideoFailure } from "./video_header.ts";

/** More slices than a picture of 4096 pixels has rows of macroblocks, and all that may stand before them. */
const MAX_NAL_UNITS = 300;

/** A NAL unit: from its header byte to its end, without the start code and the zeros around it. */
export interface NalUnit {
  /** nal_unit_type, table 7-1. */
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The NAL units of an access unit in the byte stream format, which begins with a start code. Never throws, whatever the bytes.
 *
 * Format: ITU-T H.264, annex B and section 7.3.1.
 */
export function nalUnits(bytes: Uint8Array): NalUnit[] | VideoFailure {
  const units: NalUnit[] = [];
  let start = afterStartCode(bytes, 0);
  // zero_byte and leading_zero_8bits: the first start code has nothing else before it.
  if (start === undefined) return bytes.some((byte) => byte > 1) ? "picture_malformed" : "picture_truncated";
  for (let at = 0; at < start - 3; at++) if (bytes[at] !== 0) return "picture_malformed";
  while (start !== undefined) {
    if (start === bytes.length) return "picture_truncated";
    if (units.length === MAX_NAL_UNITS || bytes[start] >> 7 === 1) return "picture_malformed"; // forbidden_zero_bit
    const next = afterStartCode(bytes, start);
    let end = next === undefined ? bytes.length : next - 3;
    if (end <= start) return "picture_malformed"; // its header is a zero of the next start code
    while (end > start + 1 && bytes[end - 1] === 0) end--; // trailing_zero_8bits, zero_byte
    units.push({ type: bytes[start] & 31, start, end });
    start = next;
  }
  return units;
}

/** Where the bytes after the next start code (0, 0, 1) begin. */
function afterStartCode(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(1, from + 2); at >= 0; at = bytes.indexOf(1, at + 1)) {
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at + 1;
  }
  return undefined;
}
