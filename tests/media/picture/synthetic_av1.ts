import { concat } from "../synthetic_jpeg.ts";
import { type BitPart, bits } from "./bit_writer.ts";

/** An OBU with its size, of less than 128 bytes. */
export function obu(type: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([Uint8Array.of(type << 3 | 2, payload.length), payload]);
}

export interface SyntheticUnit {
  /** Timing info: pictures at equal intervals, or with a decoder model. */
  readonly timing?: "equal" | "model";
  readonly shown?: boolean;
  readonly tier?: 0 | 1;
}

/**
 * A temporal unit with a keyframe of 320x240, smaller than the 640x480 of its sequence header (AV1 specification, 5.5.1 and
 * 5.9.2). There is no order hint, so no encoder that we know of would write it.
 */
export function syntheticAv1({ timing, shown = true, tier = 0 }: SyntheticUnit): Uint8Array<ArrayBuffer> {
  const hasModel = timing === "model";
  const model: BitPart[] = hasModel ? ["00100", [32, 1], [5, 9], [5, 11]] : [];
  const timingInfo: BitPart[] = timing === undefined
    ? ["0"]
    // num_ticks_per_picture_minus_1 is 4 as uvlc(); or a model with delays of 5 bits and times of 10 and 12.
    : ["1", [32, 1], [32, 15], hasModel ? "0 1" : "1 00101 0", ...model];
  const operatingPoint: BitPart[] = ["0", [5, 0], [12, 0], [5, 8], `${tier}`, ...(hasModel ? ["1 00011 00011 0"] : [])];
  const size: BitPart[] = [[4, 9], [4, 9], [10, 639], [10, 479]];
  // No frame IDs; no order hint; no screen content tools; 8 bits, 4:2:0.
  const tools: BitPart[] = ["0 000 0000 0 0 0 000", "0 0 0 0 00 0", "0 1"];
  const frame: BitPart[] = [
    `0 00 ${shown ? 1 : 0}`, // show_existing_frame, frame_type, show_frame
    shown && hasModel ? "111111111111" : "", // frame_presentation_time
    shown ? "" : "1 1", // showable_frame, error_resilient_mode
    "0 1", // disable_cdf_update, frame_size_override_flag
    hasModel ? "1 1111111111" : "", // buffer_removal_time_present_flag, buffer_removal_time
    shown ? "" : "00000001", // refresh_frame_flags
    [10, 319],
    [10, 239],
  ];
  return concat([
    Uint8Array.of(0x12, 0),
    obu(1, bits("000 0 0", ...timingInfo, ...operatingPoint, ...size, ...tools)),
    obu(6, bits(...frame)),
  ]);
}
