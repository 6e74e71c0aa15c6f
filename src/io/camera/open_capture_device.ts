import type { AccessUnit } from "../../media/access_unit.ts";
import type { CaptureDevice, CaptureState, EncoderTarget } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import { type CaptureOptions, FfmpegCamera } from "./ffmpeg_camera.ts";
import { TestPicture } from "./test_picture.ts";

export type { CaptureOptions };

/**
 * The device for `--camera`. Without ffmpeg it says how to get it (state `failed`, reason `no_ffmpeg`) and goes on with the
 * built-in test picture.
 */
export function openCaptureDevice(options: CaptureOptions, clock: Clock): CaptureDevice {
  if (options.camera === "test") return new TestPicture(options, clock);
  return new WithTestPicture(new FfmpegCamera(options, clock), () => new TestPicture(options, clock));
}

/** A device whose place the test picture takes where there is no ffmpeg. */
class WithTestPicture implements CaptureDevice {
  #substitute: CaptureDevice | undefined;
  #target: EncoderTarget | undefined;
  #stopped = false;

  constructor(readonly camera: CaptureDevice, readonly openTestPicture: () => CaptureDevice) {}

  start(onAccessUnit: (unit: AccessUnit) => void, onState: (state: CaptureState) => void): void {
    this.camera.start(onAccessUnit, (state) => {
      if (state.reason !== "no_ffmpeg") return onState(state);
      onState({ ...state, message: `${state.message}; a test picture is sent instead` });
      if (this.#stopped) return;
      this.#substitute = this.openTestPicture();
      if (this.#target) this.#substitute.setTarget(this.#target);
      // That there is no ffmpeg stays what there is to say; only a worse state replaces it.
      this.#substitute.start(onAccessUnit, (substitute) => {
        if (substitute.state === "failed") onState(substitute);
      });
    });
  }

  setTarget(target: EncoderTarget): void {
    this.#target = target;
    this.camera.setTarget(target);
    this.#substitute?.setTarget(target);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.camera.stop(), this.#substitute?.stop()]);
  }
}
