import { frameHeader } from "../../media/picture/frame_header.ts";
import { ivfFrameHeader, ivfHeader, IvfReader } from "../../media/picture/ivf.ts";
import type { FrameOrder, PictureEncoder, PictureEncoderOptions } from "../../port/picture_encoder.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import { FfmpegProcess } from "../ffmpeg/ffmpeg_process.ts";
import { BASE_KBPS, encoderArgs, TICKS_PER_SECOND } from "./encoder_args.ts";

/** More than any frame of a picture of 4096 x 4096. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface FfmpegEncoderOptions extends PictureEncoderOptions {
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
}

/**
 * One ffmpeg that encodes raw pictures. The timestamps of the pictures control it frame by frame, without a restart:
 *
 * - Its rate is constant in its own time. A picture whose timestamp comes after a third of the usual time gets a third of the
 *   bits, at once.
 * - Timestamps are even numbers of ticks. An odd one requests a keyframe.
 *
 * Measured with ffmpeg 5.1, 640x480, one core: 4 ms from a picture to its VP8 frame, 3 ms of CPU.
 */
export class FfmpegEncoder implements PictureEncoder {
  readonly #options: FfmpegEncoderOptions;
  readonly #process: FfmpegProcess | undefined;
  readonly #queue: Uint8Array[] = [];
  #wake = () => {};
  #ticks = 0;
  #closed = false;

  constructor(options: FfmpegEncoderOptions) {
    const { codec, kind, source, width, height, ffmpegPath = "ffmpeg", os, onFrame } = options;
    this.#options = options;
    const reader = new IvfReader(MAX_FRAME_BYTES);
    this.#queue.push(ivfHeader({ format: "I420", ...source, ticksPerSecond: TICKS_PER_SECOND }));
    try {
      this.#process = new FfmpegProcess({
        path: ffmpegPath,
        os,
        args: encoderArgs({ codec, kind, source, width, height }),
        input: (output) => this.#write(output),
        onOutput: (bytes) => {
          for (const frame of reader.push(bytes)) {
            const header = frameHeader(codec, frame);
            if (!this.#closed) onFrame({ bytes: frame, keyframe: typeof header !== "string" && header.keyframe });
          }
        },
      });
    } catch (error) {
      // Not within the constructor: the caller has no encoder yet.
      queueMicrotask(() => this.#failed((error as Error).message));
      return;
    }
    this.#process.ended.then(
      () => this.#failed(this.#process!.said),
      (error: Error) => this.#failed(error.message),
    );
  }

  encode(picture: RawPicture, { bits, keyframe }: FrameOrder): void {
    if (this.#closed) return;
    const ticks = 2 * Math.max(1, Math.round(bits / (BASE_KBPS * 1000) * TICKS_PER_SECOND / 2));
    // ffmpeg counts from the first time, which thus has to be even. The first frame is a keyframe anyway.
    const odd = keyframe && this.#ticks > 0 ? 1 : 0;
    this.#ticks += ticks;
    this.#queue.push(ivfFrameHeader(picture.bytes.length, this.#ticks + odd), picture.bytes);
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.length = 0;
    this.#wake();
    await this.#process?.stop().catch(() => {}); // it has failed before
  }

  /** Writes what is queued, until it is closed. The caller gives no picture before it has the last one's frame. */
  async #write(output: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    while (!this.#closed) {
      const bytes = this.#queue.shift();
      if (bytes !== undefined) await output.write(bytes);
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  #failed(said: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake();
    const lastLine = said.trim().split("\n").at(-1) ?? "";
    this.#options.onFailed(
      `ffmpeg stopped encoding ${this.#options.codec.toUpperCase()}${lastLine === "" ? "" : ` (${lastLine})`}`,
      "--codec jpeg does without its encoder",
    );
  }
}
