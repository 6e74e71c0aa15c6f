import { FfmpegEncoders } from "../../../src/io/encode/ffmpeg_encoders.ts";

/** The predictive codecs that this machine's ffmpeg encodes, and how each is encoded. */
export function findEncoders(): Promise<FfmpegEncoders> {
  return FfmpegEncoders.find(["vp8", "vp9", "av1", "h264"], { os: Deno.build.os }, 120_000);
}
