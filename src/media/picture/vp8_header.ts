import { isWithinLimits } from "./picture_limits.ts";
import type { VideoFailure, VideoHeader } from "./video_header.ts";

/** Sizes of RFC 6386, section 9.1. */
const TAG_BYTES = 3, KEYFRAME_HEADER_BYTES = 10;
const LAST_VERSION = 3;

/**
 * Reads what a VP8 frame says about itself, without decoding it. Reads at most ten bytes. Never throws, whatever the
 * bytes.
 *
 * Format: RFC 6386, sections 9.1 and 19.1.
 */
export function readVp8Header(bytes: Uint8Array): VideoHeader | VideoFailure {
  if (bytes.length < TAG_BYTES) return "picture_truncated";
  const tag = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
  const keyframe = (tag & 1) === 0; // key_frame, 9.1: 0 for key frames
  const version = (tag >> 1) & 7; // version, 9.1: 0 to 3 are defined
  const shown = ((tag >> 4) & 1) === 1; // show_frame, 9.1
  const firstPartBytes = tag >> 5; // first_part_size, 9.1
  if (version > LAST_VERSION) return "picture_malformed";
  const headerBytes = keyframe ? KEYFRAME_HEADER_BYTES : TAG_BYTES;
  if (keyframe) {
    // start_code, 9.1. If the bytes are wrong already, it does not matter that some are cut off.
    for (const [at, value] of [[3, 0x9d], [4, 0x01], [5, 0x2a]]) {
      if (at < bytes.length && bytes[at] !== value) return "picture_malformed";
    }
  }
  if (bytes.length < headerBytes) return "picture_truncated";
  if (firstPartBytes === 0) return "picture_malformed";
  if (headerBytes + firstPartBytes > bytes.length) return "picture_truncated";
  if (!keyframe) return { keyframe, shown };
  const width = (bytes[6] | bytes[7] << 8) & 0x3fff; // 14 bits, then horizontal_scale, 9.1 and 19.1
  const height = (bytes[8] | bytes[9] << 8) & 0x3fff; // 14 bits, then vertical_scale, 9.1 and 19.1
  if (width === 0 || height === 0) return "picture_malformed";
  return isWithinLimits(width, height) ? { keyframe, shown, width, height } : "picture_too_large";
}
