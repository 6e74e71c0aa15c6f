import { frameHeader } from "../../media/picture/frame_header.ts";
import type { VideoHeader } from "../../media/picture/video_header.ts";
import type { DecodedPicture, VideoDecoder } from "../../port/video_decoder.ts";
import type { DecoderStarts } from "./decoder_starts.ts";
import { FfmpegPictures, type FfmpegPicturesOptions } from "./ffmpeg_pictures.ts";

/** How many frames may wait: one second's. If more are waiting, the decoder is too slow, and would only fall further behind. */
const MAX_WAITING = 30;

/** Decodes frames of one size. */
type SizedDecoder = Pick<FfmpegPictures, "width" | "height" | "takes" | "decode" | "failed" | "close">;

export interface FfmpegDecoderOptions extends FfmpegPicturesOptions {
  /** Shared by all decoders of a display. */
  readonly starts: DecoderStarts;
  /** By default an ffmpeg. */
  readonly open?: (width: number, height: number) => SizedDecoder;
}

interface WaitingFrame {
  readonly frame: Uint8Array;
  readonly header: VideoHeader | undefined;
  resolve(picture: DecodedPicture | undefined): void;
}

/**
 * Decodes the frames of one track, one at a time and in order, in an ffmpeg that the first keyframe starts. Another one
 * replaces it when the size of the pictures changes, and after a frame that cannot be decoded. If it is too soon to start
 * another, the newest keyframe waits, and the frames after it.
 *
 * Measured with ffmpeg 5.1, 640x480, on two busy cores: 3 ms from a VP8 frame to its picture, 4 ms with VP9 and AV1.
 */
export class FfmpegDecoder implements VideoDecoder {
  readonly #options: FfmpegDecoderOptions;
  #running: SizedDecoder | undefined;
  readonly #waiting: WaitingFrame[] = [];
  #busy = false;
  /** Settles when no frame is being decoded. */
  #idle: Promise<void> = Promise.resolve();
  /** Cancels the start of ffmpeg that is waited for. */
  #cancelStart = () => {};
  #closed = false;
  /** Settles when all processes that are no longer used have ended. */
  #gone: Promise<unknown> = Promise.resolve();

  constructor(options: FfmpegDecoderOptions) {
    this.#options = options;
  }

  /** A frame whose header says that it is too large, or says nothing, never reaches ffmpeg. */
  decode(frame: Uint8Array): Promise<DecodedPicture | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    if (this.#waiting.length >= MAX_WAITING) this.#giveUpAll();
    const { promise, resolve } = Promise.withResolvers<DecodedPicture | undefined>();
    const header = frameHeader(this.#options.codec, frame);
    this.#waiting.push({ frame, header: typeof header === "string" ? undefined : header, resolve });
    if (!this.#busy) this.#idle = this.#decodeAll();
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUpAll();
    this.#cancelStart();
    await this.#idle;
    await this.#gone;
  }

  async #decodeAll(): Promise<void> {
    this.#busy = true;
    for (let next; (next = this.#waiting[0]) !== undefined;) {
      const { frame, header } = next;
      if (header === undefined || this.#isOtherSize(header)) {
        this.#giveUp();
        // Only a keyframe may have another size. Other frames refer to earlier pictures, and need the decoder that has them.
        if (header?.keyframe) {
          await this.#start();
          continue;
        }
      }
      this.#waiting.shift();
      const running = this.#running;
      const bytes = header && await running?.decode(frame, header.shown);
      if (running?.failed && this.#running === running) this.#giveUp();
      next.resolve(running && bytes && { width: running.width, height: running.height, bytes });
    }
    this.#busy = false;
  }

  #isOtherSize({ width, height }: VideoHeader): boolean {
    return width !== undefined && height !== undefined && !this.#running?.takes(width, height);
  }

  /** Starts a decoder as soon as it may, for the newest keyframe that is waiting then. */
  async #start(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.starts.whenDue(resolve);
      this.#cancelStart = () => {
        cancel();
        resolve();
      };
    });
    const at = this.#waiting.findLastIndex(({ header }) => header?.keyframe);
    if (at < 0) return; // all were given up meanwhile
    for (const { resolve } of this.#waiting.splice(0, at)) resolve(undefined);
    const { width, height } = this.#waiting[0].header!;
    this.#running = this.#open(width!, height!);
  }

  #open(width: number, height: number): SizedDecoder {
    const { open } = this.#options;
    return open ? open(width, height) : new FfmpegPictures(this.#options, width, height);
  }

  /** No frame before the next keyframe has a picture. */
  #giveUpAll(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
    this.#giveUp();
  }

  #giveUp(): void {
    if (this.#running !== undefined) this.#gone = Promise.allSettled([this.#gone, this.#running.close()]);
    this.#running = undefined;
  }
}
