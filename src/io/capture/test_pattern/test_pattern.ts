import type { Image } from "imagescript";
import { FrameLimit } from "../../../media/rate/target_rate.ts";
import type { Camera, CapturedFrame, CaptureState } from "../../../port/capture_device.ts";
import type { Clock } from "../../../port/clock.ts";
import { TestPatternDrawing } from "./test_pattern_drawing.ts";

/** More pictures a second show no more. */
const MAX_FPS = 30;
/** The picture is for cameras' sizes. */
const MIN_WIDTH = 16;
/** A picture that is too large is encoded again with this part of the quality. */
const LOWER_QUALITY = 0.7;

/**
 * The built-in test picture, for `--camera test`, and if there is no ffmpeg.
 *
 * A picture of 400x300 takes the main thread 0.4 ms: imagescript encodes in a thread of its own (3 ms). A Worker around it would
 * cost 15 MB, and terminating one while its native encoder is at work ends the whole process (Deno 2.9, one time in six).
 */
export class TestPattern implements Camera {
  readonly #options: TestPatternOptions;
  readonly #clock: Clock;
  readonly #limit = new FrameLimit();
  #running: Promise<void> | undefined;
  #stopped = false;
  #endWait = () => {};

  /** Pictures are `width` by three quarters of it. */
  constructor(options: TestPatternOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  start(onFrame: (frame: CapturedFrame) => void, onState: (state: CaptureState) => void): void {
    onState({ state: "starting" });
    this.#running = this.#run(onFrame, onState).catch((error: Error) => {
      onState({
        state: "failed",
        reason: "stopped",
        message: `the test picture cannot be drawn (${error.message.split("\n")[0]})`,
        hint: "the call goes on without a picture",
      });
    });
  }

  setRate(kbps: number): void {
    this.#limit.setRate(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.#limit.limitFrame(maxBytes);
  }

  requestKeyframe(): void {} // every JPEG is one

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endWait();
    await this.#running;
  }

  async #run(onFrame: (frame: CapturedFrame) => void, onState: (state: CaptureState) => void): Promise<void> {
    const width = Math.max(MIN_WIDTH, this.#options.width);
    const height = Math.max(1, Math.floor(width * 3 / 4));
    const periodMs = 1000 / Math.min(MAX_FPS, this.#options.fps);
    // Loading takes 65 ms, so it is done only if the picture is used.
    const { Image } = await import("imagescript");
    const image = new Image(width, height);
    const encoder = new FittingEncoder(image, this.#options.quality);
    const drawing = new TestPatternDrawing(width, height);
    let dueMs = this.#clock.nowMs();
    for (let sequence = 0; !this.#stopped; sequence++) {
      const time = new Date(this.#clock.epochMs()).toTimeString().slice(0, 8);
      drawing.draw(image.bitmap as Uint8ClampedArray, sequence, time);
      const bytes = await encoder.encode(this.#limit.maxBytes);
      if (this.#stopped) break;
      if (sequence === 0) onState({ state: "running" });
      onFrame({ bytes, sequence, captureMs: this.#clock.nowMs(), keyframe: true });
      // A machine that is too slow draws fewer pictures, and makes up for none.
      dueMs = Math.max(dueMs + periodMs, this.#clock.nowMs());
      await this.#until(dueMs);
    }
  }

  #until(dueMs: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.callAt(dueMs, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

export interface TestPatternOptions {
  /** In pixels. */
  readonly width: number;
  /** Pictures a second; 30 at most are drawn. */
  readonly fps: number;
  /** 1 to 100. */
  readonly quality: number;
}

/** Encodes one image repeatedly, at the requested quality or, if that takes too many bytes, at a lower one. */
class FittingEncoder {
  #quality: number;

  constructor(readonly image: Image, readonly bestQuality: number) {
    this.#quality = bestQuality;
  }

  async encode(maxBytes: number): Promise<Uint8Array> {
    let jpeg = await this.#encode();
    while (jpeg.length > maxBytes && this.#quality > 1) {
      this.#quality = Math.max(1, Math.floor(this.#quality * LOWER_QUALITY));
      jpeg = await this.#encode();
    }
    if (jpeg.length < maxBytes / 2) this.#quality = this.bestQuality;
    return jpeg;
  }

  /** imagescript takes any number of 1 to 100; its type lists them one by one. */
  #encode(): Promise<Uint8Array> {
    return this.image.encodeJPEG(this.#quality as 80);
  }
}
