import { RawSplitter } from "../../media/picture/raw_splitter.ts";
import type { CaptureState } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import type { I420Picture, RawCamera, RawPicture } from "../../port/raw_picture.ts";
import type { SourceLookup } from "./devices/capture_source.ts";
import { type CaptureOptions, FfmpegSource } from "./ffmpeg_source.ts";
import type { PictureOutput } from "./picture_output.ts";

/** Camera, screen, file, FIFO or URL through ffmpeg, as raw pictures. */
export class FfmpegRawCamera implements RawCamera {
  readonly #source: FfmpegSource<I420Picture>;
  #onPicture: (picture: RawPicture) => void = () => {};

  constructor(options: CaptureOptions, clock: Clock, lookup?: SourceLookup) {
    const output: PictureOutput<I420Picture> = {
      format: "raw",
      begin: () => ({ width: options.width, maxBytes: Infinity }),
      splitter: (onBroken) => new RawSplitter(onBroken),
      deliver: (picture, _sequence, captureMs) => this.#onPicture({ ...picture, captureMs }),
      needsRestart: () => false,
    };
    this.#source = new FfmpegSource(options, output, clock, lookup);
  }

  start(onPicture: (picture: RawPicture) => void, onState: (state: CaptureState) => void, onBroken?: () => void): void {
    this.#onPicture = onPicture;
    this.#source.start(onState, onBroken);
  }

  stop(): Promise<void> {
    return this.#source.stop();
  }
}
