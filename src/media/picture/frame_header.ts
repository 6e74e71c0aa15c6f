import type { Codec } from "../../port/encoded_frame.ts";
import { readAv1Header } from "./av1_header.ts";
import { readH264Header } from "./h264_header.ts";
import { type JpegFailure, readJpegHeader } from "./jpeg_header.ts";
import type { VideoFailure, VideoHeader } from "./video_header.ts";
import { readVp8Header } from "./vp8_header.ts";
import { readVp9Header } from "./vp9_header.ts";

/**
 * What a received frame says about itself before it is given to a decoder: whether a decoder can start with it, and how
 * large the picture is. Never throws, whatever the bytes.
 */
export function frameHeader(codec: Codec, bytes: Uint8Array): VideoHeader | VideoFailure | JpegFailure {
  switch (codec) {
    case "jpeg": {
      const header = readJpegHeader(bytes);
      return typeof header === "string" ? header : { keyframe: true, shown: true, ...header };
    }
    case "vp8":
      return readVp8Header(bytes);
    case "vp9":
      return readVp9Header(bytes);
    case "av1":
      return readAv1Header(bytes);
    case "h264":
      return readH264Header(bytes);
  }
}
