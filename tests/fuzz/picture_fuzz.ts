/** Hostile frames of every codec, from a seed. Throws when a header is neither refused by name nor of a size within limits. */
import { assert } from "@std/assert";
import { frameHeader } from "../../src/media/picture/frame_header.ts";
import { av1Configuration, withoutTemporalDelimiter } from "../../src/media/recording/av1_configuration.ts";
import { avcConfiguration, lengthPrefixed } from "../../src/media/recording/avc_configuration.ts";
import { SeededRandom } from "../fake/random.ts";
import { frameHeader as sof, jpeg, scan } from "../media/synthetic_jpeg.ts";
import { readIvf } from "../vectors/read_ivf.ts";
import { hostileBytes } from "./hostile_bytes.ts";

const VIDEO = {
  vp8: ["vp8", "vp8_hidden"],
  vp9: ["vp9", "vp9_superframe", "vp9_resize", "vp9_rgb", "vp9_profile3"],
  av1: ["av1", "av1_gray", "av1_hidden", "av1_444", "av1_still", "av1_model"],
  h264: ["h264", "h264_444", "h264_interlaced"],
} as const;
/** Where headers are; of the rest only the end is looked at. */
const HEAD_BYTES = 64;
const FAILURE = /^(?:picture_(?:malformed|truncated|too_large)|not_jpeg|jpeg_(?:truncated|too_large))$/;

let recorded: [codec: "jpeg" | keyof typeof VIDEO, frames: Uint8Array[]][] | undefined;

/** Recorded frames, whole and without most of what follows the header, so that many changes hit that. */
function recordedFrames(): NonNullable<typeof recorded> {
  const read = (names: readonly string[]) =>
    names.flatMap((name) => readIvf(`video/${name}.ivf`)).flatMap((frame) => [frame, frame.slice(0, HEAD_BYTES)]);
  return recorded ??= [
    ["jpeg", [jpeg(sof(64, 48), scan([1]))]],
    ["vp8", read(VIDEO.vp8)],
    ["vp9", read(VIDEO.vp9)],
    ["av1", read(VIDEO.av1)],
    ["h264", read(VIDEO.h264)],
  ];
}

/** Every header parser, each with `rounds` inputs. */
export function fuzzFrameHeaders(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  for (const [codec, frames] of recordedFrames()) {
    for (let i = 0; i < rounds; i++) {
      const bytes = hostileBytes(random, frames);
      const header = frameHeader(codec, bytes);
      if (codec === "av1") {
        av1Configuration(bytes);
        withoutTemporalDelimiter(bytes);
      }
      if (codec === "h264") {
        avcConfiguration(bytes);
        lengthPrefixed(bytes);
      }
      if (typeof header === "string") {
        assert(FAILURE.test(header));
        continue;
      }
      const { keyframe, width = keyframe ? 0 : 1, height = keyframe ? 0 : 1 } = header;
      assert(width >= 1 && width <= 4096 && height >= 1 && height <= 4096, `${codec}: ${width}x${height}`);
    }
  }
}
