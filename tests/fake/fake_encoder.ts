import type {
  EncoderUsage,
  FrameOrder,
  PictureEncoder,
  PictureEncoderOptions,
} from "../../src/port/picture_encoder.ts";
import type { RawPicture } from "../../src/port/raw_picture.ts";

/** An encoder that gives a frame when the test says so. */
export class FakeEncoder implements PictureEncoder {
  readonly orders: (FrameOrder & { readonly picture: RawPicture })[] = [];
  closed = false;
  /** The CPU time of each frame, in milliseconds. */
  costMs = 1;
  #given = 0;

  constructor(readonly options: PictureEncoderOptions) {}

  get keepsSize(): boolean {
    return this.options.codec === "h264";
  }

  encode(picture: RawPicture, order: FrameOrder): void {
    this.orders.push({ ...order, picture });
  }

  /** Gives the frame of the oldest picture that it has not given. The first is always a keyframe. */
  give(): void {
    const { keyframe, bits } = this.orders[this.#given];
    const bytes = new Uint8Array(Math.max(1, Math.round(bits / 8)));
    this.options.onFrame({ bytes, keyframe: keyframe || this.#given === 0 });
    this.#given++;
  }

  usage(): EncoderUsage | undefined {
    const frames = this.#given - 1;
    return frames < 0 ? undefined : { frames, waitedMs: frames * this.costMs, cpuMs: frames * this.costMs };
  }

  /** Gives all frames that it has not given. */
  giveAll(): void {
    while (!this.closed && this.#given < this.orders.length) this.give();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
