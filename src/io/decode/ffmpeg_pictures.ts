import { type IvfFormat, ivfFrameHeader, ivfHeader } from "../../media/picture/ivf.ts";
import { I420 } from "../../media/picture/picture_layout.ts";
import { fitWithin } from "../../media/picture/rgb_picture.ts";
import type { Clock } from "../../port/clock.ts";
import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import { FfmpegPipe } from "../ffmpeg/ffmpeg_pipe.ts";

/** A picture that takes longer than this to decode was crafted to do so, or will never come. */
const PATIENCE_MS = 3000;
/** Any number will do: the pictures' times are not used. */
const TICKS_PER_SECOND = 1000;
/** Decoders round the sides up to a multiple of this before they look at `-max_pixels` (FFmpeg's STRIDE_ALIGN, at most). */
const ALIGNED_PIXELS = 128;

const FORMATS: Readonly<Record<PredictiveCodec, IvfFormat>> = { vp8: "VP80", vp9: "VP90", av1: "AV01", h264: "H264" };

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface FfmpegPicturesOptions {
  readonly codec: PredictiveCodec;
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
  readonly clock: Pick<Clock, "nowMs" | "callAt">;
  /**
   * The largest pictures to give out, in pixels. Larger ones are scaled down and keep their proportions. By default there is no
   * limit.
   */
  readonly limit?: Size;
  /** How long a picture may take, in milliseconds. */
  readonly patienceMs?: number;
}

/** One ffmpeg, which decodes the frames of pictures of one size. */
export class FfmpegPictures {
  readonly width: number;
  readonly height: number;
  readonly #coded: Size;
  readonly #options: FfmpegPicturesOptions;
  readonly #pipe: FfmpegPipe;
  #picture: Uint8Array | undefined;
  #pictureBytes = 0;
  #settle: ((picture: Uint8Array | undefined) => void) | undefined;
  #ticks = 0;
  #failed = false;

  constructor(options: FfmpegPicturesOptions, width: number, height: number) {
    const { codec, ffmpegPath, os, limit } = options;
    this.#options = options;
    this.#coded = { width, height };
    const isTooLarge = limit !== undefined && (width > limit.width || height > limit.height);
    const shown = isTooLarge ? fitWithin(this.#coded, limit) : this.#coded;
    this.width = shown.width + shown.width % 2;
    this.height = shown.height + shown.height % 2;
    this.#pipe = new FfmpegPipe({
      path: ffmpegPath,
      os,
      args: (rate) => decoderArgs(this.#coded, this, rate),
      onOutput: (bytes) => this.#take(bytes),
      onEnded: () => this.#fail(),
    });
    this.#pipe.write(ivfHeader({ format: FORMATS[codec], width, height, ticksPerSecond: TICKS_PER_SECOND }));
  }

  /** It gives no more pictures. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Whether it takes keyframes of this size, in pixels. */
  takes(width: number, height: number): boolean {
    return this.#coded.width === width && this.#coded.height === height;
  }

  /** The picture, `width` by `height`; `undefined` if there is none. `shown`: whether the frame has a picture to show. */
  async decode(frame: Uint8Array, shown: boolean): Promise<Uint8Array | undefined> {
    if (this.#failed) return undefined;
    this.#pipe.write(ivfFrameHeader(frame.length, this.#ticks++), frame);
    if (!shown) return undefined;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
    this.#settle = resolve;
    const { clock, patienceMs = PATIENCE_MS } = this.#options;
    const cancel = clock.callAt(clock.nowMs() + patienceMs, () => this.#fail());
    const picture = await promise;
    cancel();
    return picture;
  }

  /** Settles when ffmpeg has ended. */
  close(): Promise<void> {
    this.#fail();
    return this.#pipe.close();
  }

  #fail(): void {
    this.#failed = true;
    this.#settle?.(undefined);
  }

  #take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const picture = this.#picture ??= new Uint8Array(I420.bytes(this.width, this.height));
      const part = bytes.subarray(at, at + picture.length - this.#pictureBytes);
      picture.set(part, this.#pictureBytes);
      this.#pictureBytes += part.length;
      at += part.length;
      if (this.#pictureBytes < picture.length) return;
      this.#picture = undefined;
      this.#pictureBytes = 0;
      // A picture that no frame is waiting for would be mistaken for the next frame's.
      const settle = this.#settle;
      this.#settle = undefined;
      if (settle === undefined) return this.#fail();
      settle(picture);
    }
  }
}

/**
 * ffmpeg's arguments: frames in IVF on its standard input, I420 of the size `shown` on its standard output, each picture as
 * soon as it is decoded.
 */
function decoderArgs(
  coded: Size,
  { width, height }: Size,
  rate: readonly [option: string, value: string],
): string[] {
  return [
    ...["-hide_banner", "-nostats", "-loglevel", "error", "-xerror"],
    // Each thread holds back a frame: those of the decoder, and those that only copy its pictures.
    // A frame of another size than its header says is refused before any memory is allocated for it.
    ...["-max_pixels", String(aligned(coded.width) * aligned(coded.height))],
    ...["-probesize", "32", "-fpsprobesize", "0", "-flags", "low_delay", "-threads", "1", "-f", "ivf", "-i", "pipe:0"],
    ...[...rate, "-filter_threads", "1"],
    // Whatever a frame says about itself, its picture has as many bytes as this end waits for.
    ...["-vf", `scale=${width}:${height}:flags=bilinear:out_color_matrix=bt601:out_range=tv,format=yuv420p`],
    ...["-threads", "1", "-f", "rawvideo", "-flush_packets", "1", "pipe:1"],
  ];
}

function aligned(side: number): number {
  return Math.ceil(side / ALIGNED_PIXELS) * ALIGNED_PIXELS;
}
