import type { PictureEncoderOptions } from "../../port/picture_encoder.ts";
import type { H264Encoder } from "./h264_encoders.ts";
import { TICKS_PER_SECOND, TWO_THREADS_PIXELS } from "./encoder_args.ts";

/** The frame rate that the encoder is given. Its bit rate is meant for this many frames a second, however many there really are. */
export const H264_FRAMES_PER_SECOND = 30;
/**
 * How far frames may be from their share of the rate, in seconds of it. It also bounds a keyframe: of a webcam's picture, it has
 * three times the size of an ordinary frame.
 */
const BUFFER_SECONDS = 0.25;

/**
 * ffmpeg's arguments: I420 in IVF on its standard input, frames in a Flash video on its standard output, each as soon as it is encoded.
 *
 * The rate is fixed, unlike that of the other codecs: hardware does not follow the times of the pictures, and x264, which can, then
 * holds back every frame until it knows the next one's time.
 *
 * `rateOption`: how this ffmpeg spells `-fps_mode`.
 */
export function h264EncoderArgs(
  { name, device = [], filter, args }: H264Encoder,
  { source, width, height, bits }: Pick<PictureEncoderOptions, "source" | "width" | "height" | "bits">,
  rateOption: string,
): string[] {
  const isScaled = source.width !== width || source.height !== height;
  const filters = [...(isScaled ? [`scale=${width}:${height}:flags=bilinear`] : []), ...(filter ? [filter] : [])];
  const bitsPerSecond = Math.round(bits * H264_FRAMES_PER_SECOND);
  return [
    ...["-hide_banner", "-nostats", "-loglevel", "error", ...device],
    ...["-probesize", "32", "-threads", "1", "-f", "ivf", "-i", "pipe:0"],
    // With `passthrough` ffmpeg takes no frame rate, and without one it tells the encoder that of the ticks.
    ...[rateOption, "vfr", "-r", String(H264_FRAMES_PER_SECOND), "-enc_time_base", `1:${TICKS_PER_SECOND}`],
    ...(filters.length > 0 ? ["-filter_threads", "1", "-vf", filters.join(",")] : []),
    ...["-force_key_frames", `expr:mod(round(t*${TICKS_PER_SECOND}),2)`],
    ...["-c:v", name, ...args, "-bf", "0", "-g", "99999", "-threads", width * height > TWO_THREADS_PIXELS ? "2" : "1"],
    ...["-b:v", String(bitsPerSecond), "-maxrate", String(bitsPerSecond)],
    ...["-bufsize", String(Math.round(bitsPerSecond * BUFFER_SECONDS))],
    // As the pictures are; decoders would guess it from the size otherwise.
    ...["-colorspace", "smpte170m", "-color_range", "tv"],
    ...["-f", "flv", "-flvflags", "no_duration_filesize", "-flush_packets", "1", "pipe:1"],
  ];
}
