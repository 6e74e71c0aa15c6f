import { BitReader } from "./bit_reader.ts";
import { isWithinLimits } from "./picture_limits.ts";
import type { VideoFailure, VideoHeader } from "./video_header.ts";

/** Constants of the VP9 specification, sections 3 and 7.2. */
const FRAME_MARKER = 2, SYNC_CODE = 0x498342, KEY_FRAME = 0, CS_RGB = 7, REFS_PER_FRAME = 3;

/**
 * Reads what a VP9 frame says about itself, without decoding it: one frame, or a superframe (annex B), which is a
 * keyframe if its first frame is one. Reads a few dozen bytes at most. Never throws, whatever the bytes.
 *
 * Format: VP9 Bitstream & Decoding Process Specification 0.6, sections 6.1 and 6.2, annex B.
 */
export function readVp9Header(bytes: Uint8Array): VideoHeader | VideoFailure {
  if (bytes.length === 0) return "picture_truncated";
  const sizes = frameSizes(bytes);
  if (typeof sizes === "string") return sizes;
  let first: VideoHeader | undefined, shown = false;
  let at = 0;
  for (const size of sizes) {
    const header = readFrame(new BitReader(bytes, at, at + size));
    if (typeof header === "string") return header;
    first ??= header;
    shown ||= header.shown;
    at += size;
  }
  return { ...first!, shown };
}

/** The length in bytes of each frame of a chunk: annex B.2, superframe_index(). */
function frameSizes(bytes: Uint8Array): number[] | VideoFailure {
  const last = bytes[bytes.length - 1];
  const framesInSuperframe = (last & 7) + 1; // frames_in_superframe_minus_1
  const sizeBytes = ((last >> 3) & 3) + 1; // frame_size_bytes_minus_1
  const indexBytes = 2 + sizeBytes * framesInSuperframe;
  const indexAt = bytes.length - indexBytes;
  // superframe_header(), at both ends of the index. Without it, the chunk is one frame.
  if (last >> 5 !== 0b110 || indexAt < 0 || bytes[indexAt] !== last) return [bytes.length];
  const sizes: number[] = [];
  let total = 0;
  for (let n = 0; n < framesInSuperframe; n++) {
    let size = 0; // frame_sizes[ i ], little-endian
    for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + bytes[indexAt + 1 + n * sizeBytes + i];
    if (size === 0) return "picture_malformed";
    sizes.push(size);
    total += size;
  }
  return total > indexAt ? "picture_malformed" : sizes;
}

/** 6.2, uncompressed_header(), up to the size. */
function readFrame(reader: BitReader): VideoHeader | VideoFailure {
  if (reader.bits(2) !== FRAME_MARKER) return "picture_malformed"; // frame_marker
  const profile = reader.bits(1) | reader.bits(1) << 1; // profile_low_bit, profile_high_bit
  if (profile === 3 && reader.flag()) return "picture_malformed"; // reserved_zero
  if (reader.flag()) { // show_existing_frame
    reader.skip(3); // frame_to_show_map_idx
    return reader.isPastEnd ? "picture_truncated" : { keyframe: false, shown: true };
  }
  const keyframe = reader.bits(1) === KEY_FRAME; // frame_type
  const shown = reader.flag(); // show_frame
  const errorResilient = reader.flag(); // error_resilient_mode
  if (keyframe) {
    const failure = readSyncCode(reader) ?? readColorConfig(reader, profile);
    return failure ?? readSize(reader, { keyframe, shown });
  }
  const intraOnly = !shown && reader.flag(); // intra_only
  if (!errorResilient) reader.skip(2); // reset_frame_context
  if (intraOnly) {
    const failure = readSyncCode(reader) ?? (profile > 0 ? readColorConfig(reader, profile) : undefined);
    if (failure) return failure;
    reader.skip(8); // refresh_frame_flags
    return readSize(reader, { keyframe, shown });
  }
  reader.skip(8); // refresh_frame_flags
  reader.skip(4 * REFS_PER_FRAME); // ref_frame_idx[ i ], ref_frame_sign_bias[ LAST_FRAME + i ]
  // 6.2.5, frame_size_with_refs(): the size of a reference, or one of its own.
  for (let i = 0; i < REFS_PER_FRAME; i++) {
    if (reader.flag()) return reader.isPastEnd ? "picture_truncated" : { keyframe, shown }; // found_ref
  }
  return readSize(reader, { keyframe, shown });
}

/** 6.2.1, frame_sync_code(). */
function readSyncCode(reader: BitReader): VideoFailure | undefined {
  const code = reader.bits(24); // frame_sync_byte_0 to 2
  if (reader.isPastEnd) return "picture_truncated";
  return code === SYNC_CODE ? undefined : "picture_malformed";
}

/** 6.2.2, color_config(). */
function readColorConfig(reader: BitReader, profile: number): VideoFailure | undefined {
  const hasSubsampling = (profile & 1) === 1;
  if (profile >= 2) reader.skip(1); // ten_or_twelve_bit
  const isRgb = reader.bits(3) === CS_RGB; // color_space
  if (isRgb && !hasSubsampling) return "picture_malformed"; // 7.2.2: only in profiles 1 and 3
  if (!isRgb) reader.skip(1); // color_range
  if (!hasSubsampling) return undefined;
  if (!isRgb) reader.skip(2); // subsampling_x, subsampling_y
  return reader.flag() ? "picture_malformed" : undefined; // reserved_zero
}

/** 6.2.3, frame_size(). */
function readSize(reader: BitReader, header: VideoHeader): VideoHeader | VideoFailure {
  const width = reader.bits(16) + 1; // frame_width_minus_1
  const height = reader.bits(16) + 1; // frame_height_minus_1
  if (reader.isPastEnd) return "picture_truncated";
  return isWithinLimits(width, height) ? { ...header, width, height } : "picture_too_large";
}
