import { type BitPart, bits } from "./bit_writer.ts";

/** ue(v), 9.1: as many zeros as the number plus one has bits after its first. */
export const ue = (value: number): BitPart => {
  const text = (value + 1).toString(2);
  return "0".repeat(text.length - 1) + text;
};

export interface H264Parameters {
  profile?: number;
  /** Between the set's number and log2_max_frame_num_minus4. */
  high?: readonly BitPart[];
  order?: readonly BitPart[];
  id?: number;
  references?: number;
  /** In macroblocks. */
  width?: number;
  height?: number;
  frames?: "0" | "1";
  crop?: readonly number[];
}

/** A sequence parameter set: baseline, 640x480, if nothing else is said. */
export function h264SequenceParameters(parameters: H264Parameters = {}): Uint8Array {
  const { profile = 66, high = [], order = [ue(2)], id = 0, references = 1, width = 40, height = 30 } = parameters;
  const { frames = "1", crop } = parameters;
  return bits(
    ...[
      "01100111",
      [8, profile],
      "11000000",
      [8, 31],
      ue(id),
      ...high,
      ue(0),
      ...order,
      ue(references),
      "0",
    ] as BitPart[],
    ...[ue(width - 1), ue(height - 1), frames, "1", crop ? "1" : "0", ...(crop ?? []).map(ue), "0 1"],
  );
}
