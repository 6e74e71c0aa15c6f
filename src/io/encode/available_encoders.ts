import type { SteeredCodec } from "./encoder_args.ts";
import { listedEncoders } from "./listed_encoders.ts";

/** The name of each codec's encoder in ffmpeg. */
const ENCODERS: readonly (readonly [SteeredCodec, string])[] = [
  ["vp8", "libvpx"],
  ["vp9", "libvpx-vp9"],
  ["av1", "libaom-av1"],
];

/** The predictive codecs that this ffmpeg encodes, besides H.264; none if it cannot be run. */
export async function availableEncoders(ffmpegPath?: string): Promise<SteeredCodec[]> {
  const listed = await listedEncoders(ffmpegPath);
  return ENCODERS.filter(([, name]) => listed.has(name)).map(([codec]) => codec);
}
