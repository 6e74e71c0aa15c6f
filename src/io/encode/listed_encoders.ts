import { runTool } from "../process/run_tool.ts";

/** The names of the video encoders that this ffmpeg has; none if it cannot be run. Those of hardware need not work here. */
export async function listedEncoders(ffmpegPath = "ffmpeg"): Promise<ReadonlySet<string>> {
  const listed = (await runTool(ffmpegPath, ["-hide_banner", "-encoders"]))?.stdout ?? "";
  return new Set([...listed.matchAll(/^ V\S* ([\w-]+) /gm)].map(([, name]) => name));
}
