import { MjpegSplitter } from "../../media/picture/mjpeg_splitter.ts";
import type { Camera, CapturedFrame, CaptureState } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import type { SourceLookup } from "./devices/capture_source.ts";
import { EncoderFit } from "./ffmpeg/encoder_fit.ts";
import { type CaptureOptions, FfmpegSource } from "./ffmpeg_source.ts";
import type { CutPicture, PictureOutput } from "./picture_output.ts";

export interface JpegCaptureOptions extends CaptureOptions {
  /** 1 to 100, as libjpeg counts. */
  readonly quality: number;
}

/** Camera, screen, file, FIFO or URL through ffmpeg, each picture as a JPEG. */
export class FfmpegCamera implements Camera {
  readonly #source: FfmpegSource<CutPicture>;
  readonly kind: "camera" | "screen";
  readonly #encoder: EncoderFit;
  #onFrame: (frame: CapturedFrame) => void = () => {};

  constructor(options: JpegCaptureOptions, clock: Clock, lookup?: SourceLookup) {
    this.kind = options.camera === "screen" ? "screen" : "camera";
    const encoder = this.#encoder = new EncoderFit(options.width);
    const output: PictureOutput<CutPicture> = {
      format: "jpeg",
      begin: (nowMs) => {
        encoder.begin(nowMs);
        return { width: encoder.width, maxBytes: encoder.limitBytes };
      },
      splitter: (onBroken) => {
        const splitter = new MjpegSplitter(undefined, onBroken);
        return { push: (bytes) => Array.from(splitter.push(bytes), (bytes) => ({ bytes })) };
      },
      deliver: ({ bytes }, sequence, captureMs) => this.#onFrame({ bytes, sequence, captureMs, keyframe: true }),
      needsRestart: (bytes, nowMs) => encoder.needsRestart(bytes, nowMs),
    };
    this.#source = new FfmpegSource(options, output, clock, lookup);
  }

  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken?: () => void,
  ): void {
    this.#onFrame = onFrame;
    this.#source.start(onState, onBroken);
  }

  setRate(kbps: number): void {
    this.#encoder.limit.setRate(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.#encoder.limit.limitFrame(maxBytes);
  }

  requestKeyframe(): void {} // every JPEG is one

  stop(): Promise<void> {
    return this.#source.stop();
  }
}
