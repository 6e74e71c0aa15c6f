import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import { runTool } from "../process/run_tool.ts";

/** The name of each codec's encoder in ffmpeg. */
const ENCODERS: readonly (readonly [PredictiveCodec, string])[] = [
  ["vp8", "libvpx"],
  ["vp9", "libvpx-vp9"],
  ["av1", "libaom-av1"],
];

/** The predictive codecs that this ffmpeg encodes; none if it cannot be run. */
export async function availableEncoders(ffmpegPath = "ffmpeg"): Promise<PredictiveCodec[]> {
  const listed = (await runTool(ffmpegPath, ["-hide_banner", "-encoders"]))?.stdout ?? "";
  return ENCODERS.filter(([, name]) => new RegExp(`^ V\\S* ${name} `, "m").test(listed)).map(([codec]) => codec);
}
