import type { Clock } from "../../port/clock.ts";
import type { RawCamera } from "../../port/raw_picture.ts";
import { FfmpegRawCamera } from "./ffmpeg_raw_camera.ts";
import type { CaptureOptions } from "./ffmpeg_source.ts";
import { RawTestPattern } from "./test_pattern/raw_test_pattern.ts";

/** The device for `--camera`, with raw pictures. Without ffmpeg there is no encoder for them either. */
export function openRawCamera(options: CaptureOptions, clock: Clock): RawCamera {
  return options.camera === "test" ? new RawTestPattern(options, clock) : new FfmpegRawCamera(options, clock);
}
