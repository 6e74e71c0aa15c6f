/** One of ffmpeg's encoders of H.264. */
export interface H264Encoder {
  /** As `ffmpeg -encoders` lists it. */
  readonly name: string;
  /** Options before the input, and the last filter, if it takes pictures in another way. */
  readonly device?: readonly string[];
  readonly filter?: string;
  /** For the least delay. No B-frames. An order for a keyframe is one for an IDR picture. */
  readonly args: readonly string[];
}

const NVENC: H264Encoder = {
  name: "h264_nvenc",
  args: ["-preset", "p3", "-tune", "ull", "-rc", "cbr", "-zerolatency", "1", "-delay", "0", "-forced-idr", "1"],
};
const QSV: H264Encoder = {
  name: "h264_qsv",
  filter: "format=nv12",
  args: ["-preset", "veryfast", "-async_depth", "1", "-forced_idr", "1"],
};
const AMF: H264Encoder = { name: "h264_amf", args: ["-usage", "ultralowlatency", "-rc", "cbr"] };
const MEDIA_FOUNDATION: H264Encoder = {
  name: "h264_mf",
  filter: "format=nv12",
  args: ["-hw_encoding", "1", "-rate_control", "cbr"],
};
const VIDEOTOOLBOX: H264Encoder = { name: "h264_videotoolbox", args: ["-realtime", "1"] };
const VAAPI: H264Encoder = {
  name: "h264_vaapi",
  device: ["-vaapi_device", "/dev/dri/renderD128"],
  filter: "format=nv12,hwupload",
  args: ["-rc_mode", "CBR", "-async_depth", "1"],
};
const X264: H264Encoder = {
  name: "libx264",
  // A webcam's 640x480 at 900 kbit/s: 2.7 ms of CPU a frame; 1280x720 at 2000: 7.8.
  args: ["-preset", "veryfast", "-tune", "zerolatency", "-x264-params", "scenecut=0"],
};
/** Where libx264 is left out for its licence, as in Fedora. */
const OPENH264: H264Encoder = { name: "libopenh264", args: ["-allow_skip_frames", "0"] };

/** Those of this system's graphics hardware, then those that run everywhere. The preferred one first. */
export function h264Encoders(os: typeof Deno.build.os): readonly H264Encoder[] {
  switch (os) {
    case "darwin":
      return [VIDEOTOOLBOX, X264, OPENH264];
    case "windows":
      return [NVENC, QSV, AMF, MEDIA_FOUNDATION, X264, OPENH264];
    default:
      return [NVENC, VAAPI, QSV, X264, OPENH264];
  }
}
