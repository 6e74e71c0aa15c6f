import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { PictureEncoderOptions } from "../../port/picture_encoder.ts";

/** Codecs whose encoders follow the times of the pictures. */
export type SteeredCodec = Exclude<PredictiveCodec, "h264">;

/** The unit of ffmpeg's timestamps: fine enough for a frame of 60 bits. */
export const TICKS_PER_SECOND = 90_000;
/** The rate for which ffmpeg is configured. The actual rate depends on the timestamps that it gets. */
export const BASE_KBPS = 1000;
/**
 * How far a frame may be from its share of the rate: a quarter of a second in ffmpeg's time. With a webcam's picture, from 100
 * kbit/s (320x240) to 4 Mbit/s (1280x720), a second of settled frames takes 90 to 109 % of the rate with VP8, 86 to 105 % with
 * VP9, 90 to 103 % with AV1. A second with a keyframe takes up to 140 % at 100 kbit/s, and the first one of a new encoder 48 to
 * 94 %.
 */
const BUFFER_KBIT = BASE_KBPS / 4;
/** The largest keyframe, in percent of an ordinary frame. A larger one would keep a narrow link busy for too long. */
const MAX_KEYFRAME_PERCENT = 300;
/**
 * From this size on, one core is too slow for 30 frames a second and the rest of a call. VP8 stays with one thread, because a
 * second one gains nothing: the two wait for each other at full load. 1280x720 on two busy cores: 12 ms of CPU a frame and 12
 * ms until the frame is ready; with two threads, 48 ms and 32 ms.
 */
export const TWO_THREADS_PIXELS = 640 * 480;

/**
 * The speed settings of each codec. The figures are the luma PSNR at 900 kbit/s and the CPU per frame, for a webcam's 640x480
 * with ffmpeg 5.1. Negative speeds of VP8 are fixed; positive ones change with the machine's load.
 */
const CODEC_ARGS: Readonly<Record<SteeredCodec, readonly string[]>> = {
  // -8: 39.6 dB, 3.6 ms. -6: 39.6 dB, 4.6 ms. -4: 39.7 dB, 5.1 ms. -10: 39.5 dB, 3.0 ms.
  vp8: ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "-8", "-max-intra-rate", String(MAX_KEYFRAME_PERCENT)],
  // 40.1 dB, 5.4 ms.
  vp9: [
    ...["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1"],
    ...["-max-intra-rate", String(MAX_KEYFRAME_PERCENT)],
  ],
  // 0.1 dB more than VP8 with its keyframes, 13 ms. Without a limit on keyframes it has 0.5 dB more, but at 100 to 400 kbit/s a
  // keyframe is 8 to 14 times as large as an ordinary frame.
  av1: [
    ...["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-row-mt", "1"],
    ...["-aom-params", `max-intra-rate=${MAX_KEYFRAME_PERCENT}`],
  ],
};

/** A screen has half as many pictures a second, so there is twice the time for each: slower, and sharper. */
const SCREEN_ARGS: typeof CODEC_ARGS = {
  vp8: ["-cpu-used", "-4"],
  vp9: ["-cpu-used", "7", "-tune-content", "screen"],
  av1: ["-cpu-used", "7"],
};

/**
 * ffmpeg's arguments: I420 in IVF on its standard input, frames in IVF on its standard output, each as soon as it is encoded.
 */
export function encoderArgs(
  codec: SteeredCodec,
  { kind, source, width, height }: Pick<PictureEncoderOptions, "kind" | "source" | "width" | "height">,
  rate: readonly [option: string, value: string],
): string[] {
  const bitrate = `${BASE_KBPS}k`;
  const isScaled = source.width !== width || source.height !== height;
  const threads = codec !== "vp8" && width * height > TWO_THREADS_PIXELS ? "2" : "1";
  return [
    ...["-hide_banner", "-nostats", "-loglevel", "error"],
    ...["-probesize", "32", "-threads", "1", "-f", "ivf", "-i", "pipe:0"],
    ...[...rate, "-enc_time_base", `1:${TICKS_PER_SECOND}`],
    ...(isScaled ? ["-filter_threads", "1", "-vf", `scale=${width}:${height}:flags=bilinear`] : []),
    ...["-force_key_frames", `expr:mod(round(t*${TICKS_PER_SECOND}),2)`],
    ...CODEC_ARGS[codec],
    ...(kind === "screen" ? SCREEN_ARGS[codec] : []),
    ...["-lag-in-frames", "0", "-threads", threads, "-g", "99999"],
    ...["-b:v", bitrate, "-minrate", bitrate, "-maxrate", bitrate, "-bufsize", `${BUFFER_KBIT}k`],
    // What the pictures are in. VP9 and AV1 say it; decoders would guess it from the size otherwise.
    ...["-colorspace", "smpte170m", "-color_range", "tv"],
    ...["-f", "ivf", "-flush_packets", "1", "pipe:1"],
  ];
}
