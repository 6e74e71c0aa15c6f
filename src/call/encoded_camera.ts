/**
 * A raw camera and its predictive encoder. What happens to a picture before it is a frame:
 *
 * 1. The raw camera delivers it, for the self view as well. If the frame rate is lower than the camera's, some are skipped.
 * 2. It waits until the frame before it has left this end. A newer picture replaces it. Pictures are dropped here and never
 *    after the encoder, because every frame that the encoder makes is a reference for later ones.
 * 3. It is encoded, with as many bits as the track's rate has for one picture.
 *
 * Size and frame rate follow the track's rate in steps (`media/rate/picture_steps.ts`). For another size, or another codec, a
 * second encoder is started while the first continues. It takes over with a keyframe once it is warm.
 */
import { mostKbps, PictureSteps } from "../media/rate/picture_steps.ts";
import { WaitingFrame } from "../media/transport/waiting_frame.ts";
import type { Camera, CapturedFrame, CaptureState, RawHandlers } from "../port/capture_device.ts";
import type { Codec, PredictiveCodec } from "../port/encoded_frame.ts";
import type { EncodedPicture, OpenPictureEncoder, PictureEncoder } from "../port/picture_encoder.ts";
import type { RawCamera, RawPicture } from "../port/raw_picture.ts";

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
/** An encoder that gives no frame for this long is stuck. */
const STUCK_MS = 5000;

export interface EncodedCameraOptions {
  readonly camera: RawCamera;
  /** A camera by default. */
  readonly kind?: "camera" | "screen";
  readonly openEncoder: OpenPictureEncoder;
  /** What this machine can encode, the preferred one first. */
  readonly codecs: readonly PredictiveCodec[];
  /** The highest frame rate to send. */
  readonly framesPerSecond: number;
  readonly nowMs: () => number;
}

/** One encoder, and what it is working on. */
interface Running {
  readonly encoder: PictureEncoder;
  readonly codec: PredictiveCodec;
  /** The size of the pictures that it takes. */
  readonly source: Pick<RawPicture, "width" | "height">;
  readonly width: number;
  readonly height: number;
  /** Pictures that it has been given and not encoded yet. */
  readonly pictures: { readonly picture: RawPicture; readonly atMs: number }[];
  /** Whether it has given a frame: then its process is running. */
  isWarm: boolean;
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
  /** The codec in use; `undefined` without a peer. */
  #codec: PredictiveCodec | undefined;
  #current: Running | undefined;
  /** Replaces the current one once it is warm. */
  #next: Running | undefined;
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
    return this.#options.codecs;
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
    this.#close(this.#current);
    this.#close(this.#next);
    this.#current = this.#next = undefined;
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
    const codec = this.#options.codecs.find((codec) => codecs?.includes(codec));
    this.#busy = false;
    this.#keyframeNext = true;
    this.#codec = codec;
    if (isNew) this.#kbps = this.#steps = undefined;
    const picture = this.#waiting.take();
    if (codec === undefined || picture === undefined) return;
    if (this.#options.nowMs() - picture.captureMs > FRESH_MS) return;
    this.#offer(picture);
  }

  frameLeft(): void {
    this.#busy = false;
    this.#encodeWaiting();
  }

  #captured(picture: RawPicture): void {
    if (this.#stopped) return;
    this.#handlers.onPicture?.(picture);
    this.#watch(this.#current);
    this.#watch(this.#next);
    if (this.#codec === undefined) {
      // It may become the first frame of a call, and the encoder is warm by then.
      this.#waiting.replace(picture);
      return this.#warmUp(picture);
    }
    const { framesPerSecond } = this.#shapeOf(picture);
    const intervalMs = 1000 / framesPerSecond;
    if (picture.captureMs < this.#dueMs - intervalMs * EARLY_SHARE) return;
    this.#dueMs = Math.max(this.#dueMs, picture.captureMs - intervalMs) + intervalMs;
    this.#offer(picture);
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
    const { width, height } = picture;
    this.#current = this.#open(this.#options.codecs[0], picture, width, height);
    this.#encode(this.#current, picture, true, START_KBPS * 1000 / this.#options.framesPerSecond);
  }

  #encodeWaiting(): void {
    const picture = this.#waiting.current;
    if (picture === undefined || this.#busy || this.#codec === undefined) return;
    const running = this.#encoderFor(picture, this.#codec);
    if (running === undefined || running.pictures.length > 0) return;
    this.#waiting.take();
    this.#busy = true;
    const shape = this.#shapeOf(picture);
    const kbps = Math.min(this.#kbps ?? START_KBPS, mostKbps(shape, running.codec));
    this.#encode(running, picture, this.#keyframeNext, kbps * 1000 / shape.framesPerSecond);
    this.#keyframeNext = false;
  }

  /** The encoder for the next frame. If the current one does not fit, starts the one that will replace it. */
  #encoderFor(picture: RawPicture, codec: PredictiveCodec): Running | undefined {
    const { width, height } = this.#shapeOf(picture);
    const fits = (running?: Running) => running !== undefined && takes(running, picture, codec);
    if (fits(this.#current) && this.#current!.width === width && this.#current!.height === height) {
      this.#close(this.#next);
      this.#next = undefined;
      return this.#current;
    }
    if (!fits(this.#next) || this.#next!.width !== width || this.#next!.height !== height) {
      if (this.#options.nowMs() < this.#retryMs) return undefined;
      this.#close(this.#next);
      this.#next = this.#open(codec, picture, width, height);
      this.#encode(this.#next, picture, true, START_KBPS * 1000 / this.#options.framesPerSecond);
    }
    if (this.#next!.isWarm) {
      this.#close(this.#current);
      this.#current = this.#next;
      this.#next = undefined;
      this.#keyframeNext = true;
      return this.#current;
    }
    return fits(this.#current) ? this.#current : undefined;
  }

  #open(codec: PredictiveCodec, source: RawPicture, width: number, height: number): Running {
    const encoder = this.#options.openEncoder({
      ...{ codec, kind: this.kind, source, width, height },
      onFrame: (frame) => this.#encoded(running, frame),
      onFailed: (message, hint) => this.#failed(running, message, hint),
    });
    const size = { width: source.width, height: source.height };
    const running: Running = { encoder, codec, source: size, width, height, pictures: [], isWarm: false };
    return running;
  }

  #encode(running: Running, picture: RawPicture, keyframe: boolean, bits: number): void {
    running.pictures.push({ picture, atMs: this.#options.nowMs() });
    running.encoder.encode(picture, { bits, keyframe });
  }

  #encoded(running: Running, { bytes, keyframe }: EncodedPicture): void {
    const given = running.pictures.shift();
    if (this.#stopped || given === undefined) return;
    this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#hasFailed) this.#onState({ state: "running" });
    this.#hasFailed = false;
    if (!running.isWarm) {
      // Its first frame only shows that it is running.
      running.isWarm = true;
      return this.#encodeWaiting();
    }
    if (running !== this.#current || this.#codec === undefined) return;
    const sequence = this.#sequence++;
    this.#onFrame({
      ...{ bytes, sequence, keyframe, captureMs: given.picture.captureMs, codec: running.codec },
      ...(keyframe ? {} : { dependsOn: sequence - 1 }),
    });
  }

  #failed(running: Running, message: string, hint: string): void {
    if (this.#stopped || (running !== this.#current && running !== this.#next)) return;
    this.#close(running);
    if (running === this.#current) this.#current = undefined;
    else this.#next = undefined;
    this.#busy = false;
    this.#keyframeNext = true;
    this.#retryMs = this.#options.nowMs() + this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#hasFailed = true;
    this.#onState({ state: "failed", reason: "stopped", message, hint });
  }

  /** An encoder that takes pictures and gives no frames may have stopped, or may be waiting forever. */
  #watch(running: Running | undefined): void {
    if (running === undefined || !(running.pictures[0]?.atMs < this.#options.nowMs() - STUCK_MS)) return;
    this.#failed(running, `ffmpeg gave no frame for ${STUCK_MS / 1000} s`, "another --codec may do");
  }

  #close(running: Running | undefined): void {
    if (running !== undefined) this.#gone = Promise.allSettled([this.#gone, running.encoder.close()]);
  }
}

/** Whether an encoder takes this picture and gives frames of this codec. */
function takes({ source, codec: ownCodec }: Running, { width, height }: RawPicture, codec: PredictiveCodec): boolean {
  return ownCodec === codec && source.width === width && source.height === height;
}
