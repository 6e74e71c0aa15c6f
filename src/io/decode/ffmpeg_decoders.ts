import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { VideoDecoder } from "../../port/video_decoder.ts";
import { DecoderStarts } from "./decoder_starts.ts";
import { FfmpegDecoder, type FfmpegDecoderOptions } from "./ffmpeg_decoder.ts";

/**
 * Opens the decoders of one display. However often it changes them, ffmpeg is started no more often than `DecoderStarts`
 * allows.
 */
export function ffmpegDecoders(
  options: Omit<FfmpegDecoderOptions, "codec" | "starts">,
): (codec: PredictiveCodec) => VideoDecoder {
  const starts = new DecoderStarts(options.clock);
  return (codec) => new FfmpegDecoder({ ...options, codec, starts });
}
