/**
 * A raw camera and its predictive encoder. What happens to a picture before it is a frame:
 *
 * 1. The raw camera delivers it, for the self view as well. If the frame rate is lower than the camera's, some are skipped.
 * 2. It waits until the frame before it has left this end. A newer picture replaces it. Pictures are dropped here and never
 *    after the encoder, because every frame that the encoder makes is a reference for later ones.
 * 3. It is encoded, with as many bits as the track's rate has for one picture.
 *
 * Size and frame rate follow the track's rate in steps (`media/rate/picture_steps.ts`), and the codec what this machine can
 * encode in time (`media/rate/codec_choice.ts`). For another size, or another codec, a second encoder is started while the first
 * continues. It takes over with a keyframe once it is warm. The same is done for another rate if an encoder cannot follow it. A codec
 * on trial gets the same pictures, and its frames are not used.
 */
import { CodecChoice } from "../media/rate/codec_choice.ts";
import { mostKbps, type PictureShape, PictureSteps } from "../media/rate/picture_steps.ts";
import { WaitingFrame } from "../media/transport/waiting_frame.ts";
import type { Camera, CapturedFrame, CaptureState, RawHandlers } from "../port/capture_device.ts";
import type { Codec, PredictiveCodec } from "../port/encoded_frame.ts";
import type { EncodedPicture, OpenPictureEncoder } from "../port/picture_encoder.ts";
import type { RawCamera, RawPicture } from "../port/raw_picture.ts";
import { RunningEncoder } from "./running_encoder.ts";

/**
 * Until the link's rate is known. At this rate a frame crosses a link of 200 kbit/s in 50 ms, and the first keyframe in 200 ms.
 */
const START_KBPS = 300;
/** A picture may be early by this share of the interval between pictures, because cameras and machines are not regular. */
const EARLY_SHARE = 0.5;
/** A waiting picture is fresh enough to be the first of a call for this long. */
const FRESH_MS = 100;
/** An encoder that failed is started again after this time, and after twice as long each further time. */
const FIRST_PAUSE_MS = 1000, LONGEST_PAUSE_MS = 30_000;

export interface EncodedCameraOptions {
  readonly camera: RawCamera;
  /** A camera by default. */
  readonly kind?: "camera" | "screen";
  readonly openEncoder: OpenPictureEncoder;
  /** Of what this machine can encode. It outlives this camera: another one continues with the same codec. */
  readonly choice: CodecChoice;
  /** The highest frame rate to send. */
  readonly framesPerSecond: number;
  readonly nowMs: () => number;
}

export class EncodedCamera implements Camera {
  readonly #options: EncodedCameraOptions;
  readonly #waiting = new WaitingFrame<RawPicture>();
  #onFrame: (frame: CapturedFrame) => void = () => {};
  #onState: (state: CaptureState) => void = () => {};
  #handlers: RawHandlers = {};
  #steps: PictureSteps | undefined;
  #source: Pick<RawPicture, "width" | "height"> | undefined;
  /** The rate that the track may use; `undefined` until it is known. */
  #kbps: number | undefined;
  #current: RunningEncoder | undefined;
  /** Replaces the current one once it is warm. */
  #next: RunningEncoder | undefined;
  /** Of the codec on trial. */
  #trial: RunningEncoder | undefined;
  /** Settles when all encoders that are no longer used have ended. */
  #gone: Promise<unknown> = Promise.resolve();
  #keyframeNext = true;
  /** A frame has not left this end yet. */
  #busy = false;
  #sequence = 0;
  /** When the next picture is due at the frame rate of the current step. */
  #dueMs = -Infinity;
  #pauseMs = FIRST_PAUSE_MS;
  #retryMs = -Infinity;
  /** Whether the person has been told that there is no picture. */
  #hasFailed = false;
  #stopped = false;

  constructor(options: EncodedCameraOptions) {
    this.#options = options;
  }

  get codecs(): readonly Codec[] {
    return this.#options.choice.own;
  }

  get kind(): "camera" | "screen" {
    return this.#options.kind ?? "camera";
  }

  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken?: () => void,
    handlers: RawHandlers = {},
  ): void {
    this.#onFrame = onFrame;
    this.#onState = onState;
    this.#handlers = handlers;
    this.#options.camera.start((picture) => this.#captured(picture), onState, onBroken);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const running of [this.#current, this.#next, this.#trial]) this.#close(running);
    this.#current = this.#next = this.#trial = undefined;
    await Promise.all([this.#options.camera.stop(), this.#gone]);
  }

  /** `Infinity`: not known. */
  setRate(kbps: number): void {
    this.#kbps = kbps === Infinity ? undefined : kbps;
  }

  /** The rate keeps frames far smaller than the limit of any wire that carries predictive codecs. */
  limitFrame(): void {}

  requestKeyframe(): void {
    this.#keyframeNext = true;
  }

  setPeer(codecs: readonly Codec[] | undefined, isNew = false): void {
    this.#options.choice.setPeer(codecs, isNew);
    this.#busy = false;
    this.#keyframeNext = true;
    if (this.#codec !== undefined && this.#current !== undefined && this.#current.codec !== this.#codec) {
      this.#close(this.#current);
      this.#current = undefined;
    }
    if (isNew) this.#kbps = this.#steps = undefined;
    const picture = this.#waiting.take();
    if (this.#codec === undefined || picture === undefined) return;
    if (this.#options.nowMs() - picture.captureMs > FRESH_MS) return;
    this.#offer(picture);
  }

  frameLeft(): void {
    this.#busy = false;
    this.#encodeWaiting();
  }

  /** The codec in use; `undefined` without a peer. */
  get #codec(): PredictiveCodec | undefined {
    return this.#options.choice.codec;
  }

  #captured(picture: RawPicture): void {
    if (this.#stopped) return;
    this.#handlers.onPicture?.(picture);
    const nowMs = this.#options.nowMs();
    for (const running of [this.#current, this.#next, this.#trial]) running?.checkStuck(nowMs);
    if (this.#codec === undefined) {
      // It may become the first frame of a call, and the encoder is warm by then.
      this.#waiting.replace(picture);
      return this.#warmUp(picture);
    }
    const shape = this.#shapeOf(picture);
    const intervalMs = 1000 / shape.framesPerSecond;
    if (picture.captureMs < this.#dueMs - intervalMs * EARLY_SHARE) return;
    this.#dueMs = Math.max(this.#dueMs, picture.captureMs - intervalMs) + intervalMs;
    this.#chooseCodec(picture, shape);
    this.#offer(picture);
  }

  /** Asks whether another codec is right, and begins or ends its trial. */
  #chooseCodec(picture: RawPicture, shape: PictureShape): void {
    const { choice, nowMs } = this.#options;
    const current = this.#current;
    if (current === undefined || !current.gives(shape) || !current.takes(picture, choice.codec!)) return;
    const { framesPerSecond } = shape;
    for (const running of [current, this.#trial]) running?.watch(framesPerSecond, nowMs());
    choice.update({ framesPerSecond, current: current.load, trial: this.#trial?.load }, nowMs());
    const trial = this.#trial;
    if (trial !== undefined && !(trial.gives(shape) && trial.takes(picture, choice.trial ?? choice.codec!))) {
      this.#endTrial();
    } else if (trial !== undefined && choice.trial === undefined) {
      this.#close(this.#next);
      this.#next = trial;
      this.#trial = undefined;
    }
    if (choice.trial !== undefined && this.#trial === undefined) {
      this.#trial = this.#open(choice.trial, picture, shape);
    }
  }

  #endTrial(): void {
    this.#close(this.#trial);
    this.#trial = undefined;
  }

  #offer(picture: RawPicture): void {
    if (this.#waiting.replace(picture)) this.#handlers.onSkipped?.();
    this.#encodeWaiting();
  }

  /** The steps start again with another source, and with another peer. */
  #shapeOf(picture: RawPicture) {
    const { width, height } = picture;
    if (this.#steps === undefined || this.#source?.width !== width || this.#source.height !== height) {
      this.#source = { width, height };
      this.#steps = new PictureSteps({ width, height, framesPerSecond: this.#options.framesPerSecond }, this.kind);
    }
    // The first rate is only assumed, and so no reason for a smaller picture.
    if (this.#kbps !== undefined) this.#steps.update(this.#kbps, this.#options.nowMs());
    return this.#steps.shape;
  }

  /** Starts the encoder of the likeliest codec before there is a peer, for pictures in their full size. */
  #warmUp(picture: RawPicture): void {
    if (this.#current !== undefined || this.#options.nowMs() < this.#retryMs) return;
    const { width, height } = picture, { framesPerSecond } = this.#options;
    this.#current = this.#open(this.#options.choice.likely, picture, { width, height, framesPerSecond });
    this.#encode(this.#current, picture, true, START_KBPS * 1000 / this.#options.framesPerSecond);
  }

  #encodeWaiting(): void {
    const picture = this.#waiting.current;
    if (picture === undefined || this.#busy || this.#codec === undefined) return;
    const running = this.#encoderFor(picture, this.#codec);
    if (running === undefined || running.isBusy) return;
    this.#waiting.take();
    this.#busy = true;
    const shape = this.#shapeOf(picture);
    this.#encode(running, picture, this.#keyframeNext, this.#bitsOf(shape, running.codec));
    this.#keyframeNext = false;
    const trial = this.#trial;
    if (trial?.isBusy === false) this.#encode(trial, picture, false, this.#bitsOf(shape, trial.codec));
  }

  /** What one frame may have, in bits. */
  #bitsOf(shape: PictureShape, codec: PredictiveCodec): number {
    return Math.min(this.#kbps ?? START_KBPS, mostKbps(shape, codec)) * 1000 / shape.framesPerSecond;
  }

  /** The encoder for the next frame. If the current one does not fit, starts the one that will replace it. */
  #encoderFor(picture: RawPicture, codec: PredictiveCodec): RunningEncoder | undefined {
    const shape = this.#shapeOf(picture), nowMs = this.#options.nowMs();
    const fits = (running?: RunningEncoder) => (running?.takes(picture, codec) && running.gives(shape)) ?? false;
    if (fits(this.#current) && this.#current!.follows(this.#bitsOf(shape, codec), nowMs)) {
      this.#close(this.#next);
      this.#next = undefined;
      return this.#current;
    }
    if (!fits(this.#next) && nowMs >= this.#retryMs) {
      this.#close(this.#next);
      this.#next = this.#open(codec, picture, shape);
      this.#encode(this.#next, picture, true, START_KBPS * 1000 / this.#options.framesPerSecond);
    }
    if (fits(this.#next) && this.#next!.isWarm) {
      this.#close(this.#current);
      this.#current = this.#next;
      this.#next = undefined;
      this.#keyframeNext = true;
      return this.#current;
    }
    // Until then the current one continues, even if its codec has become too expensive.
    const current = this.#current;
    return current?.takes(picture, current.codec) ? current : undefined;
  }

  #open(codec: PredictiveCodec, source: RawPicture, shape: PictureShape): RunningEncoder {
    const { width, height } = shape;
    return new RunningEncoder({
      ...{ codec, kind: this.kind, source, width, height, bits: this.#bitsOf(shape, codec) },
      ...{ open: this.#options.openEncoder, nowMs: this.#options.nowMs() },
      onFrame: (running, frame, picture) => this.#encoded(running, frame, picture),
      onFailed: (running, message, hint) => this.#failed(running, message, hint),
    });
  }

  #encode(running: RunningEncoder, picture: RawPicture, keyframe: boolean, bits: number): void {
    running.encode(picture, { bits, keyframe }, this.#options.nowMs());
  }

  #encoded(running: RunningEncoder, { bytes, keyframe }: EncodedPicture, { captureMs }: RawPicture): void {
    if (this.#stopped) return;
    const isUsed = running !== this.#trial;
    if (isUsed) {
      this.#pauseMs = FIRST_PAUSE_MS;
      if (this.#hasFailed) this.#onState({ state: "running" });
      this.#hasFailed = false;
    }
    if (!running.isWarm) {
      // Its first frame only shows that it is running.
      running.isWarm = true;
      return isUsed ? this.#encodeWaiting() : undefined;
    }
    if (running !== this.#current || this.#codec === undefined) return;
    const sequence = this.#sequence++;
    this.#onFrame({
      ...{ bytes, sequence, keyframe, captureMs, codec: running.codec },
      ...(keyframe ? {} : { dependsOn: sequence - 1 }),
    });
  }

  #failed(running: RunningEncoder, message: string, hint: string): void {
    if (this.#stopped || ![this.#current, this.#next, this.#trial].includes(running)) return;
    const wasTrial = running === this.#trial;
    this.#close(running);
    if (wasTrial) this.#trial = undefined;
    if (running === this.#current) this.#current = undefined;
    if (running === this.#next) this.#next = undefined;
    const isReplaced = this.#options.choice.failed(running.codec);
    if (wasTrial) return;
    this.#busy = false;
    this.#keyframeNext = true;
    if (isReplaced) return;
    this.#retryMs = this.#options.nowMs() + this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#hasFailed = true;
    this.#onState({ state: "failed", reason: "stopped", message, hint });
  }

  #close(running: RunningEncoder | undefined): void {
    if (running !== undefined) this.#gone = Promise.allSettled([this.#gone, running.close()]);
  }
}
