import { EncodedCamera } from "../../src/call/encoded_camera.ts";
import { CodecChoice } from "../../src/media/rate/codec_choice.ts";
import type { CapturedFrame, CaptureState } from "../../src/port/capture_device.ts";
import type { PredictiveCodec } from "../../src/port/encoded_frame.ts";
import type { RawCamera, RawPicture } from "../../src/port/raw_picture.ts";
import { FakeEncoder } from "../fake/fake_encoder.ts";

/** An encoded camera of 640x480 at 30 pictures a second, and everything that it reports. */
export class EncodedCameraRig {
  nowMs = 1000;
  readonly encoders: FakeEncoder[] = [];
  readonly frames: CapturedFrame[] = [];
  readonly states: CaptureState[] = [];
  skipped = 0;
  pictures = 0;
  cameraStopped = false;
  readonly camera: EncodedCamera;
  #onPicture: (picture: RawPicture) => void = () => {};

  constructor(codecs: readonly PredictiveCodec[] = ["vp8"]) {
    const raw: RawCamera = {
      start: (onPicture) => this.#onPicture = onPicture,
      stop: () => {
        this.cameraStopped = true;
        return Promise.resolve();
      },
    };
    this.camera = new EncodedCamera({
      camera: raw,
      choice: new CodecChoice(codecs),
      framesPerSecond: 30,
      nowMs: () => this.nowMs,
      openEncoder: (options) => {
        const encoder = new FakeEncoder(options);
        this.encoders.push(encoder);
        return encoder;
      },
    });
    this.camera.start((frame) => this.frames.push(frame), (state) => this.states.push(state), undefined, {
      onPicture: () => this.pictures++,
      onSkipped: () => this.skipped++,
    });
  }

  /** Gives a picture of the camera, one frame interval after the one before. */
  capture(width = 640, height = 480): void {
    this.nowMs += 1000 / 30;
    this.#onPicture({ width, height, bytes: new Uint8Array(width * height * 3 / 2), captureMs: this.nowMs });
  }

  /** Connects a peer, and warms up the encoder. */
  connect(kbps = 1000): this {
    this.capture();
    this.encoders[0].give();
    this.camera.setPeer(["jpeg", "vp8", "vp9", "av1", "h264"], true);
    this.camera.setRate(kbps);
    this.encoders[0].give();
    this.camera.frameLeft();
    return this;
  }

  /** Captures, encodes and sends for so long. Each frame is there before the next picture. */
  run(seconds: number): void {
    for (let i = 0; i < seconds * 30; i++) {
      this.capture();
      for (const encoder of this.encoders) encoder.giveAll();
      this.camera.frameLeft();
    }
  }

  /** The codec of the frames, each time it changed, and whether it began with a keyframe. */
  get changes(): (readonly [codec?: string, keyframe?: boolean])[] {
    return this.frames.filter(({ codec }, n) => codec !== this.frames[n - 1]?.codec).map(({ codec, keyframe }) =>
      [codec, keyframe] as const
    );
  }

  get running(): (string | undefined)[] {
    return this.encoders.filter(({ closed }) => !closed).map(({ options }) => options.codec);
  }

  get encoder(): FakeEncoder {
    return this.encoders.at(-1)!;
  }
}
