import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import { runTool } from "../process/run_tool.ts";

/** The names of each codec's decoders in ffmpeg. Its own `av1` needs hardware that few machines have. */
const DECODERS: readonly (readonly [PredictiveCodec, readonly string[]])[] = [
  ["vp8", ["vp8", "libvpx"]],
  ["vp9", ["vp9", "libvpx-vp9"]],
  ["av1", ["libdav1d", "libaom-av1"]],
  ["h264", ["h264"]],
];

/** The predictive codecs that this ffmpeg decodes; none if it cannot be run. */
export async function availableDecoders(ffmpegPath = "ffmpeg"): Promise<PredictiveCodec[]> {
  const listed = (await runTool(ffmpegPath, ["-hide_banner", "-decoders"]))?.stdout ?? "";
  const isListed = (name: string) => new RegExp(`^ V\\S* ${name} `, "m").test(listed);
  return DECODERS.filter(([, names]) => names.some(isListed)).map(([codec]) => codec);
}
