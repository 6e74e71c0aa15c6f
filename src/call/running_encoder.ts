import { EncoderLoad } from "../media/rate/encoder_load.ts";
import { needsOtherSize } from "../media/rate/fixed_frame_size.ts";
import type { PredictiveCodec } from "../port/encoded_frame.ts";
import type {
  EncodedPicture,
  FrameOrder,
  OpenPictureEncoder,
  PictureEncoder,
  PictureEncoderOptions,
} from "../port/picture_encoder.ts";
import type { RawPicture } from "../port/raw_picture.ts";

/** An encoder that gives no frame for this long is stuck. */
const STUCK_MS = 5000;
/** One that still has a picture after this share of the frame interval is late. */
const LATE_SHARE = 0.8;

/** In pixels. */
type Size = Pick<RawPicture, "width" | "height">;

export interface RunningEncoderOptions extends Omit<PictureEncoderOptions, "onFrame" | "onFailed"> {
  readonly open: OpenPictureEncoder;
  readonly nowMs: number;
  /** `picture`: the one that the frame was made of. */
  onFrame(running: RunningEncoder, frame: EncodedPicture, picture: RawPicture): void;
  onFailed(running: RunningEncoder, message: string, hint: string): void;
}

/** One encoder, what it is working on, and what it costs. */
export class RunningEncoder {
  readonly codec: PredictiveCodec;
  readonly load = new EncoderLoad();
  /** Of the pictures that it takes, and of the frames that it makes. */
  readonly #source: Size;
  readonly #size: Size;
  readonly #bits: number;
  readonly #startedMs: number;
  readonly #encoder: PictureEncoder;
  readonly #options: RunningEncoderOptions;
  /** Pictures that it has been given and not encoded yet. */
  readonly #pictures: { readonly picture: RawPicture; readonly atMs: number }[] = [];
  /** Whether it has given a frame: then its process is running. */
  isWarm = false;

  constructor({ open, onFrame, onFailed, nowMs, ...options }: RunningEncoderOptions) {
    const { codec, source, width, height, bits } = options;
    this.#options = { open, onFrame, onFailed, nowMs, ...options };
    this.#bits = bits;
    this.#startedMs = nowMs;
    this.codec = codec;
    this.#source = { width: source.width, height: source.height };
    this.#size = { width, height };
    this.#encoder = open({
      ...options,
      onFrame: (frame) => {
        const given = this.#pictures.shift();
        if (given !== undefined) this.#options.onFrame(this, frame, given.picture);
      },
      onFailed: (message, hint) => this.#options.onFailed(this, message, hint),
    });
  }

  /** Whether it takes this picture and gives frames of this codec, of any size. */
  takes({ width, height }: Size, codec: PredictiveCodec): boolean {
    return this.codec === codec && this.#source.width === width && this.#source.height === height;
  }

  /** Whether its frames have this size. */
  gives({ width, height }: Size): boolean {
    return this.#size.width === width && this.#size.height === height;
  }

  /** Whether it can continue with frames of this size, in bits. */
  follows(bits: number, nowMs: number): boolean {
    return !this.#encoder.keepsSize || !needsOtherSize(this.#bits, bits, nowMs - this.#startedMs);
  }

  get isBusy(): boolean {
    return this.#pictures.length > 0;
  }

  encode(picture: RawPicture, order: FrameOrder, nowMs: number): void {
    this.#pictures.push({ picture, atMs: nowMs });
    this.#encoder.encode(picture, order);
  }

  /** A picture for it has come. Counts whether it is late, and what it has used. */
  watch(framesPerSecond: number, nowMs: number): void {
    if (!this.isWarm) return; // its process is still starting
    const isLate = this.#pictures[0]?.atMs <= nowMs - LATE_SHARE * 1000 / framesPerSecond;
    this.load.picture(isLate, () => this.#encoder.usage?.());
  }

  /** An encoder that takes pictures and gives no frames may have stopped, or may be waiting forever. */
  checkStuck(nowMs: number): void {
    if (!(this.#pictures[0]?.atMs < nowMs - STUCK_MS)) return;
    this.#options.onFailed(this, `ffmpeg gave no frame for ${STUCK_MS / 1000} s`, "another --codec may do");
  }

  /** Settles when its subprocess has ended. */
  close(): Promise<void> {
    return this.#encoder.close();
  }
}
