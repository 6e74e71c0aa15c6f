import { readAv1Obu } from "../picture/av1_header.ts";
import { readAv1SequenceHeader } from "../picture/av1_sequence_header.ts";
import { BitReader } from "../picture/bit_reader.ts";
import { joinedBytes } from "../picture/joined_bytes.ts";

const OBU_SEQUENCE_HEADER = 1, OBU_TEMPORAL_DELIMITER = 2;

/**
 * The AV1CodecConfigurationRecord (`av1C`), which Matroska and MP4 keep apart from the frames, made from a keyframe.
 * `undefined` if the frame has no sequence header.
 *
 * Format: AV1 Codec ISO Media File Format Binding, section 2.3.3; AV1 in Matroska, CodecPrivate.
 */
export function av1Configuration(keyframe: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  for (let at = 0; at < keyframe.length;) {
    const obu = readAv1Obu(keyframe, at);
    if (typeof obu === "string") return undefined;
    if (obu.type === OBU_SEQUENCE_HEADER) {
      const header = readAv1SequenceHeader(new BitReader(keyframe, obu.start, obu.end));
      if (typeof header === "string") return undefined;
      const { highBitdepth, twelveBit, monochrome, subsamplingX, subsamplingY, chromaSamplePosition } = header.color;
      const configObu = keyframe.subarray(obu.headerStart, obu.end);
      const head = Uint8Array.of(
        0x81, // marker, version
        header.seqProfile << 5 | header.seqLevelIdx, // seq_profile, seq_level_idx_0
        // seq_tier_0, high_bitdepth, twelve_bit, monochrome, chroma_subsampling_x and _y, chroma_sample_position
        header.seqTier << 7 | Number(highBitdepth) << 6 | Number(twelveBit) << 5 | Number(monochrome) << 4 |
          subsamplingX << 3 | subsamplingY << 2 | chromaSamplePosition,
        0, // initial_presentation_delay_present
      );
      return joinedBytes([head, configObu]); // configOBUs
    }
    at = obu.end;
  }
  return undefined;
}

/** A temporal unit as a block contains it: without its temporal delimiter (AV1 in Matroska, Block Data). */
export function withoutTemporalDelimiter(unit: Uint8Array): Uint8Array {
  const obu = unit.length > 0 ? readAv1Obu(unit, 0) : "picture_truncated";
  return typeof obu === "string" || obu.type !== OBU_TEMPORAL_DELIMITER ? unit : unit.subarray(obu.end);
}
