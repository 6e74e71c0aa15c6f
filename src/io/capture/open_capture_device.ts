import type { Camera, CapturedFrame, CaptureState } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import { FfmpegCamera, type JpegCaptureOptions } from "./ffmpeg_camera.ts";
import { TestPattern } from "./test_pattern/test_pattern.ts";

/**
 * The device for `--camera`, which gives each picture as a JPEG. Without ffmpeg it says how to get it (state
 * `failed`, reason `no_ffmpeg`) and continues with the built-in test picture, until there is one.
 */
export function openCaptureDevice(options: JpegCaptureOptions, clock: Clock): Camera {
  if (options.camera === "test") return new TestPattern(options, clock);
  return new WithTestPattern(new FfmpegCamera(options, clock), () => new TestPattern(options, clock));
}

/** A device whose place the test picture takes for as long as there is no ffmpeg. */
class WithTestPattern implements Camera {
  #substitute: Camera | undefined;
  #substituteGone: Promise<void> | undefined;
  #kbps = Infinity;
  #maxBytes = Infinity;
  #stopped = false;

  constructor(readonly camera: Camera, readonly openTestPattern: () => Camera) {}

  get kind(): "camera" | "screen" | undefined {
    return this.camera.kind;
  }

  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken?: () => void,
  ): void {
    this.camera.start(onFrame, (state) => {
      if (state.reason !== "no_ffmpeg") {
        this.#endSubstitute();
        return onState(state);
      }
      onState({ ...state, message: `${state.message}; a test picture is sent instead` });
      if (this.#stopped || this.#substitute) return;
      const substitute = this.#substitute = this.openTestPattern();
      substitute.setRate(this.#kbps);
      substitute.limitFrame(this.#maxBytes);
      const isShown = () => this.#substitute === substitute;
      // That there is no ffmpeg stays what there is to say; only a worse state replaces it.
      substitute.start((frame) => isShown() && onFrame(frame), (told) => {
        if (told.state === "failed" && isShown()) onState(told);
      });
    }, onBroken);
  }

  setRate(kbps: number): void {
    this.#kbps = kbps;
    this.camera.setRate(kbps);
    this.#substitute?.setRate(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.camera.limitFrame(maxBytes);
    this.#substitute?.limitFrame(maxBytes);
  }

  requestKeyframe(): void {} // every JPEG is one

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endSubstitute();
    await Promise.all([this.camera.stop(), this.#substituteGone]);
  }

  #endSubstitute(): void {
    if (this.#substitute) this.#substituteGone = this.#substitute.stop();
    this.#substitute = undefined;
  }
}
