import { frameHeader } from "../../media/picture/frame_header.ts";
import { FlvH264Reader } from "../../media/picture/flv_h264_reader.ts";
import { ivfFrameHeader, ivfHeader, IvfReader } from "../../media/picture/ivf.ts";
import type { EncoderUsage, FrameOrder, PictureEncoder, PictureEncoderOptions } from "../../port/picture_encoder.ts";
import { systemClock } from "../clock/system_clock.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import { FfmpegPipe } from "../ffmpeg/ffmpeg_pipe.ts";
import { BASE_KBPS, encoderArgs, TICKS_PER_SECOND } from "./encoder_args.ts";
import { H264_FRAMES_PER_SECOND, h264EncoderArgs } from "./h264_encoder_args.ts";
import type { H264Encoder } from "./h264_encoders.ts";

/** More than any frame of a picture of 4096 x 4096. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface FfmpegEncoderOptions extends PictureEncoderOptions {
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
  /** Which of ffmpeg's encoders makes H.264. */
  readonly h264?: H264Encoder;
}

/**
 * One ffmpeg that encodes raw pictures. The timestamps of the pictures control it frame by frame, without a restart:
 *
 * - Its rate is constant in its own time. A picture whose timestamp comes after a third of the usual time gets a third of the
 *   bits, at once. (Not with H.264: see `h264_encoder_args.ts`.)
 * - Timestamps are even numbers of ticks. An odd one requests a keyframe.
 *
 * Measured with ffmpeg 5.1, 640x480, one core: 4 ms from a picture to its VP8 frame, 3 ms of CPU.
 */
export class FfmpegEncoder implements PictureEncoder {
  readonly #options: FfmpegEncoderOptions;
  readonly #pipe: FfmpegPipe;
  #ticks = 0;
  /** When the pictures arrived that are not encoded yet. */
  readonly #givenMs: number[] = [];
  /** Without the first frame, which includes the start of ffmpeg. */
  #frames = -1;
  #waitedMs = 0;
  /** At the first call of `usage`. */
  #first: EncoderUsage | undefined;

  constructor(options: FfmpegEncoderOptions) {
    const { codec, source, ffmpegPath, os, onFrame } = options;
    this.#options = options;
    const reader = new (codec === "h264" ? FlvH264Reader : IvfReader)(MAX_FRAME_BYTES);
    this.#pipe = new FfmpegPipe({
      path: ffmpegPath,
      os,
      args: (rate) => argsOf(options, rate),
      onOutput: (bytes) => {
        for (const frame of reader.push(bytes)) {
          const header = frameHeader(codec, frame);
          this.#count();
          if (!this.#pipe.closed) onFrame({ bytes: frame, keyframe: typeof header !== "string" && header.keyframe });
        }
      },
      onEnded: (said) => this.#failed(said),
    });
    this.#pipe.write(ivfHeader({ format: "I420", ...source, ticksPerSecond: TICKS_PER_SECOND }));
  }

  encode(picture: RawPicture, { bits, keyframe }: FrameOrder): void {
    const seconds = this.keepsSize ? 1 / H264_FRAMES_PER_SECOND : bits / (BASE_KBPS * 1000);
    const ticks = 2 * Math.max(1, Math.round(seconds * TICKS_PER_SECOND / 2));
    // ffmpeg counts from the first timestamp, so that one has to be even. The first frame is a keyframe anyway.
    const odd = keyframe && this.#ticks > 0 ? 1 : 0;
    this.#ticks += ticks;
    this.#givenMs.push(systemClock.nowMs());
    this.#pipe.write(ivfFrameHeader(picture.bytes.length, this.#ticks + odd), picture.bytes);
  }

  get keepsSize(): boolean {
    return this.#options.codec === "h264";
  }

  usage(): EncoderUsage | undefined {
    if (this.#frames < 0) return undefined;
    const now = { frames: this.#frames, waitedMs: this.#waitedMs, cpuMs: this.#pipe.cpuMs };
    const first = this.#first ??= now;
    const isKnown = now.cpuMs !== undefined && first.cpuMs !== undefined;
    return {
      frames: now.frames - first.frames,
      waitedMs: now.waitedMs - first.waitedMs,
      ...(isKnown ? { cpuMs: now.cpuMs! - first.cpuMs! } : {}),
    };
  }

  #count(): void {
    const nowMs = systemClock.nowMs();
    const waitedMs = nowMs - (this.#givenMs.shift() ?? nowMs);
    if (++this.#frames > 0) this.#waitedMs += waitedMs;
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }

  #failed(said: string): void {
    const lastLine = said.trim().split("\n").at(-1) ?? "";
    this.#options.onFailed(
      `ffmpeg stopped encoding ${this.#options.codec.toUpperCase()}${lastLine === "" ? "" : ` (${lastLine})`}`,
      "--codec jpeg works without this encoder",
    );
  }
}

function argsOf(options: FfmpegEncoderOptions, rate: readonly [option: string, value: string]): string[] {
  const { codec, h264 } = options;
  if (codec !== "h264") return encoderArgs(codec, options, rate);
  if (h264 === undefined) throw new Error("H.264 needs the name of its encoder");
  return h264EncoderArgs(h264, options, rate[0]);
}
