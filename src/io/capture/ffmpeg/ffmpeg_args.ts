import { ijgTables, qualityWithin } from "../../../media/picture/ijg_quality.ts";
import { type CameraMode, cameraSize } from "./camera_mode.ts";
import type { CaptureSource } from "../devices/capture_source.ts";
import type { RateOption } from "../../ffmpeg/rate_option.ts";
import { type HdrTransfer, type ToneMapper, toneMappingFilters } from "./tone_mapping.ts";
import { pictureGraph } from "../film/picture_graph.ts";
import type { PictureFormat, SourceShape } from "../film/source_shape.ts";

/** Ways in which ffmpeg has to be talked to that are found out by trying. */
export interface FfmpegDialect {
  readonly rateOption: RateOption;
  /** How limited range becomes the full range of JPEG. */
  readonly rangeFilter: "lut" | "scaler";
  /** What a camera is asked for: size and rate, rate only, or nothing, if it refuses. */
  readonly cameraMode: "size_and_rate" | "rate" | "default";
  /** A mode out of the camera's own list, in place of `cameraMode`. */
  readonly listedMode?: CameraMode;
  /** What a Video4Linux camera sends: Motion JPEG is asked for if it is slower otherwise, `raw` if that did not help. */
  readonly cameraFormat?: "mjpeg" | "raw";
  /** Whether the source turned out to be interlaced, and so is deinterlaced. */
  readonly deinterlaces?: boolean;
  /** If the source turned out to be brighter than screens are: it is tone-mapped. */
  readonly hdrTransfer?: HdrTransfer;
  readonly toneMapper: ToneMapper;
  /** Whether ffmpeg has the filters that report when a source changes its shape. */
  readonly tellsShape: boolean;
}

export const FIRST_DIALECT: FfmpegDialect = {
  rateOption: "fps_mode",
  rangeFilter: "lut",
  toneMapper: "zscale",
  cameraMode: "size_and_rate",
  tellsShape: true,
};

/** What ffmpeg is to do. */
export interface FfmpegTask {
  readonly os: typeof Deno.build.os;
  readonly source: CaptureSource;
  /** In pixels; the height follows from the source's shape. */
  readonly width: number;
  /** Asked of cameras and screens; other sources have their own. */
  readonly fps: number;
  /** 1 to 100, as libjpeg counts. */
  readonly quality: number;
  /** Most bytes a picture may have; `Infinity` for any. */
  readonly maxBytes: number;
  /**
   * What comes out: Motion JPEG, or I420 in BT.601, limited range, with even sides: as YUV4MPEG2, or as `pgmyuv` pictures
   * where their sizes may differ.
   */
  readonly format?: PictureFormat;
  /** The X11 display to capture, for `screen` on Linux. */
  readonly display?: string;
  /** Where to begin in a recording, in seconds; without it, at the start. */
  readonly startS?: number;
  /** Whether it waits, with a recording open, until its standard input ends. */
  readonly waits?: boolean;
  /** The shapes that pictures of the source have had, if it changes them. */
  readonly shapes?: readonly SourceShape[];
}

/**
 * ffmpeg's arguments: one source in, Motion JPEG (baseline, 4:2:0, full range) out on standard output, each picture immediately.
 *
 * Figures: 640x480 in limited range through a FIFO at 30 a second, ffmpeg 5.1 on one core, width 400, a picture each.
 */
export function ffmpegArgs(task: FfmpegTask, dialect: FfmpegDialect): string[] {
  const { width, shapes = [], format = "jpeg", source } = task;
  const { hdrTransfer, toneMapper } = dialect;
  const isRaw = format === "raw";
  const { filters, outputs } = pictureGraph({
    wantedWidth: width,
    format,
    shapes,
    // What a FIFO has given to one ffmpeg, which looks at it, is lost to the next.
    interlaced: dialect.deinterlaces ?? (source.kind === "fifo" ? "unknown" : false),
    // JFIF (T.871) knows one matrix, and high-definition sources have another. The tone mapping needs that of the source.
    matrix: isRaw || hdrTransfer ? undefined : "bt601",
    rest: (hdrTransfer ? toneMappingFilters(hdrTransfer, toneMapper) : "") +
      (isRaw ? RAW_FILTERS : colourFilters(dialect)),
    tellsShape: dialect.tellsShape,
  });
  // YUV4MPEG2 tells the size once, and costs ffmpeg 0.6 ms less for a picture of 1280x720.
  const rawFormat = outputs === 1 ? ["-f", "yuv4mpegpipe"] : ["-c:v", "pgmyuv", "-f", "image2pipe"];
  const output = [
    ...["-an", "-sn", "-dn"],
    // A frame in, a frame out: at a constant rate ffmpeg holds one back to compare it with the next.
    ...(dialect.rateOption === "fps_mode" ? ["-fps_mode", "passthrough"] : ["-vsync", "passthrough"]),
    ...(isRaw ? ["-pix_fmt", "yuv420p", ...rawFormat] : [...encoderArgs(task), "-f", "mjpeg"]),
    ...["-flush_packets", "1", "pipe:1"],
  ];
  // One thread: the threads' hand-over costs more than they save on pictures this small.
  const filtered = outputs === 1 ? ["-map", "0:v:0", "-filter_threads", "1", "-vf", filters, ...output] : [
    ...["-filter_complex_threads", "1", "-filter_complex", filters],
    ...Array.from({ length: outputs }, (_, n) => ["-map", `[${n}]`, ...output]).flat(),
  ];
  return [
    ...["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info"],
    ...inputArgs(task, dialect),
    ...filtered,
  ];
}

/** Bytes and microseconds that ffmpeg looks at before it begins: three pictures of Motion JPEG. */
const QUICK_PROBE = [
  ...["-formatprobesize", "32768", "-probesize", "65536"],
  ...["-analyzeduration", "500000", "-fpsprobesize", "0"],
];

/** What ffmpeg's image2 reads, as far as people have such pictures. */
const PICTURE_NAME =
  /\.(?:jpe?g|jp[2cs]|j2[ck]|jls|mpo|png|pns|mng|gif|bmp|webp|tiff?|tga|p[abfgnp]m|pgmyuv|pcx|pcd|pict?|pct|sgi|rgba?|bw|sun|ras|im\d+|exr|hdr|dpx|dds|qoi|x[bp]m|xwd|svg|raw|y)$/i;

/**
 * Whether ffmpeg takes a picture's name, such as `my%20dog.jpg`, for the pattern of many names: it is given the picture on its
 * standard input instead.
 */
export function isNamePattern(path: string): boolean {
  return path.includes("%") && PICTURE_NAME.test(path);
}

function inputArgs(task: FfmpegTask, dialect: FfmpegDialect): string[] {
  const { source, startS = 0, waits = false } = task;
  const from = startS > 0 ? ["-ss", startS.toFixed(3)] : [];
  // Inputs are opened in order, and this one, which nothing is taken from, is read to its end when it is opened. The clock of
  // -re starts after that.
  const gate = waits ? ["-f", "ffmetadata", "-i", "pipe:0"] : [];
  // Decoding in several threads holds back as many frames as there are threads (30 ms with 2).
  const decoder = ["-threads", "1"];
  switch (source.kind) {
    case "camera":
      return [...decoder, ...cameraArgs(task, source.address, dialect)];
    case "screen":
      return [...decoder, ...screenArgs(task)];
    case "file":
      return [...decoder, ...from, "-re", "-i", isNamePattern(source.path) ? "pipe:0" : `file:${source.path}`, ...gate];
    case "multipart":
      return [...decoder, ...QUICK_PROBE, "-f", "mpjpeg", "-i", "pipe:0"];
    case "fifo":
      // -re would wait for the time stamps of a source that is live anyway. YUV4MPEG2 is known by its first bytes; of other
      // formats ffmpeg would watch some seconds before it shows any.
      return [...decoder, ...QUICK_PROBE, "-i", `file:${source.path}`];
    case "url":
      // UDP is given up by many cameras' networks, and waited for by ffmpeg to be reordered.
      return [
        ...decoder,
        ...(/^rtsps?:/i.test(source.url) ? ["-rtsp_transport", "tcp"] : []),
        ...from,
        "-i",
        source.url,
      ];
  }
}

function cameraArgs({ os, width, fps }: FfmpegTask, address: string, dialect: FfmpegDialect): string[] {
  const { cameraMode, cameraFormat, listedMode } = dialect;
  const { width: cameraWidth, height: cameraHeight, rate } = listedMode ?? { ...cameraSize(width), rate: String(fps) };
  const asked = listedMode ? "size_and_rate" : cameraMode;
  const mode = [
    ...(asked === "default" ? [] : ["-framerate", rate]),
    ...(asked === "size_and_rate" ? ["-video_size", `${cameraWidth}x${cameraHeight}`] : []),
  ];
  switch (os) {
    case "darwin":
      return ["-f", "avfoundation", ...mode, "-i", `${address}:none`];
    case "windows":
      return ["-f", "dshow", ...mode, "-i", `video=${address}`];
    default:
      return ["-f", "v4l2", ...(cameraFormat === "mjpeg" ? ["-input_format", "mjpeg"] : []), ...mode, "-i", address];
  }
}

function screenArgs({ os, fps, display }: FfmpegTask): string[] {
  const rate = ["-framerate", String(fps)];
  switch (os) {
    case "darwin":
      return ["-f", "avfoundation", ...rate, "-capture_cursor", "1", "-i", "Capture screen 0:none"];
    case "windows":
      return ["-f", "gdigrab", ...rate, "-i", "desktop"];
    default:
      return ["-f", "x11grab", ...rate, "-i", display ?? ":0"];
  }
}

/** What predictive codecs' decoders take pictures for, whatever the source has: high-definition ones are in BT.709. */
const RAW_FILTERS = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0";

function colourFilters({ rangeFilter }: FfmpegDialect): string {
  if (rangeFilter === "scaler") return "format=yuvj420p";
  // Stretching to full range in the scaler costs 0.4 ms, by a table after it 0.05 ms. yuvj420p is full range already, and
  // stays as it is.
  const chroma = "clip((val-128)*255/(maxval-minval)+128.5\\,0\\,255)";
  return `format=yuv420p|yuvj420p,lutyuv=y=(val-minval)*255/(maxval-minval)+0.5:u=${chroma}:v=${chroma},setrange=full`;
}

/**
 * ffmpeg multiplies its tables by a scale of 1 to 31 and divides by 8. Ours are made for this one: 15 times coarser is left.
 */
const BASE_SCALE = 2;
const TABLE_UNIT = 8 / BASE_SCALE;
/** More than any rate of pictures at the limit, so the buffer of the rate control's model is full for each picture. */
const MAX_BITS_PER_SECOND = 2_000_000_000;

function encoderArgs({ width, quality, maxBytes }: FfmpegTask): string[] {
  const limited = Number.isFinite(maxBytes);
  // Half of all pictures are 4:3; for wider ones this is on the safe side.
  const { luma, chroma } = ijgTables(limited ? qualityWithin(quality, width * width * 3 / 4, maxBytes) : quality);
  const table = (entries: readonly number[]) => entries.map((entry) => entry * TABLE_UNIT).join(",");
  return [
    ...["-c:v", "mjpeg", "-threads", "1", "-q:v", String(BASE_SCALE)],
    // libjpeg's own tables: the same quality means the same as it does for the original programs.
    ...["-intra_matrix", table(luma), "-chroma_intra_matrix", table(chroma)],
    // Optimal tables save 3 % of the bytes for 0.25 ms.
    ...["-huffman", "default"],
    // Without ffmpeg's version in a comment of each picture.
    ...["-flags", "+bitexact", "-strict", "unofficial"],
    // A picture that does not fit into the buffer is encoded again with the next coarser scale.
    ...(limited ? ["-maxrate", String(MAX_BITS_PER_SECOND), "-bufsize", String(Math.floor(maxBytes) * 8)] : []),
  ];
}
