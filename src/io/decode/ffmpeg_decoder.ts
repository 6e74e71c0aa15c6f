import { frameHeader } from "../../media/picture/frame_header.ts";
import { type IvfFormat, ivfFrameHeader, ivfHeader } from "../../media/picture/ivf.ts";
import { I420 } from "../../media/picture/picture_layout.ts";
import { isWithinLimits } from "../../media/picture/picture_limits.ts";
import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import { FfmpegPipe } from "../ffmpeg/ffmpeg_pipe.ts";

/** A picture that takes longer than this to decode was made to, or never comes. */
const PATIENCE_MS = 3000;
/** Frames that may wait: a second of them. With more, the decoder is too slow for them, and would only fall further behind. */
const MAX_WAITING = 30;
/** Any: the pictures' times are not used. */
const TICKS_PER_SECOND = 1000;

const FORMATS: Readonly<Record<PredictiveCodec, IvfFormat>> = { vp8: "VP80", vp9: "VP90", av1: "AV01" };

/** I420 in BT.601, limited range, with even sides. */
export type DecodedPicture = Omit<RawPicture, "captureMs">;

export interface FfmpegDecoderOptions {
  readonly codec: PredictiveCodec;
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
  /** How long a picture may take, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Decodes the frames of one track, one at a time and in order, in an ffmpeg that the first keyframe starts. Another one takes its
 * place when the pictures change their size, and after a frame that cannot be decoded.
 *
 * Measured with ffmpeg 5.1, 640x480, on two busy cores: 3 ms from a VP8 frame to its picture, 4 ms with VP9 and AV1.
 */
export class FfmpegDecoder {
  readonly #options: FfmpegDecoderOptions;
  #running: RunningDecoder | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;
  /** Settles when all that are not used any more have ended. */
  #gone: Promise<unknown> = Promise.resolve();

  constructor(options: FfmpegDecoderOptions) {
    this.#options = options;
  }

  /**
   * The frame's picture. `undefined` if it has none to show, or cannot be decoded: then all until the next keyframe have none.
   * The frame's size is checked before ffmpeg sees it.
   */
  decode(frame: Uint8Array): Promise<DecodedPicture | undefined> {
    if (this.#waiting >= MAX_WAITING) return Promise.resolve(this.#giveUp());
    this.#waiting++;
    const picture = this.#last.then(() => this.#decode(frame)).finally(() => this.#waiting--);
    this.#last = picture;
    return picture;
  }

  /** Settles when ffmpeg has ended. What waits is not decoded. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp();
    await this.#last;
    await this.#gone;
  }

  async #decode(frame: Uint8Array): Promise<DecodedPicture | undefined> {
    if (this.#closed) return undefined;
    const header = frameHeader(this.#options.codec, frame);
    if (typeof header === "string") return this.#giveUp();
    const { width, height } = header;
    if (width !== undefined && height !== undefined && !this.#running?.takes(width, height)) {
      // Only a keyframe may bring another size: what refers to earlier pictures needs the decoder that has them.
      this.#giveUp();
      if (!header.keyframe || !isWithinLimits(width, height)) return undefined;
      this.#running = new RunningDecoder(this.#options, width, height);
    }
    const running = this.#running;
    if (running === undefined) return undefined;
    const bytes = await running.decode(frame, header.shown);
    if (running.failed && this.#running === running) this.#giveUp();
    return bytes && { width: running.width, height: running.height, bytes };
  }

  #giveUp(): undefined {
    if (this.#running !== undefined) this.#gone = Promise.allSettled([this.#gone, this.#running.close()]);
    this.#running = undefined;
    return undefined;
  }
}

/** One ffmpeg, for pictures of one size. */
class RunningDecoder {
  readonly width: number;
  readonly height: number;
  readonly #coded: { readonly width: number; readonly height: number };
  readonly #patienceMs: number;
  readonly #pipe: FfmpegPipe;
  #picture: Uint8Array | undefined;
  #pictureBytes = 0;
  #settle: ((picture: Uint8Array | undefined) => void) | undefined;
  #ticks = 0;
  #failed = false;

  constructor(
    { codec, ffmpegPath, os, patienceMs = PATIENCE_MS }: FfmpegDecoderOptions,
    width: number,
    height: number,
  ) {
    this.#coded = { width, height };
    this.width = width + width % 2;
    this.height = height + height % 2;
    this.#patienceMs = patienceMs;
    this.#pipe = new FfmpegPipe({
      path: ffmpegPath,
      os,
      args: (rate) => decoderArgs(this, rate),
      onOutput: (bytes) => this.#take(bytes),
      onEnded: () => this.#fail(),
    });
    this.#pipe.write(ivfHeader({ format: FORMATS[codec], width, height, ticksPerSecond: TICKS_PER_SECOND }));
  }

  get failed(): boolean {
    return this.#failed;
  }

  takes(width: number, height: number): boolean {
    return this.#coded.width === width && this.#coded.height === height;
  }

  /** `shown`: whether a picture comes of it. */
  async decode(frame: Uint8Array, shown: boolean): Promise<Uint8Array | undefined> {
    if (this.#failed) return undefined;
    this.#pipe.write(ivfFrameHeader(frame.length, this.#ticks++), frame);
    if (!shown) return undefined;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
    this.#settle = resolve;
    const timer = setTimeout(() => this.#fail(), this.#patienceMs);
    const picture = await promise;
    clearTimeout(timer);
    return picture;
  }

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
      // A picture that no frame waits for would be taken for the next one's.
      const settle = this.#settle;
      this.#settle = undefined;
      if (settle === undefined) return this.#fail();
      settle(picture);
    }
  }
}

/** ffmpeg's arguments: frames in IVF on its standard input, I420 of this size on its standard output, each picture at once. */
function decoderArgs(
  { width, height }: { readonly width: number; readonly height: number },
  rate: readonly [option: string, value: string],
): string[] {
  return [
    ...["-hide_banner", "-nostats", "-loglevel", "error", "-xerror"],
    // Several threads hold back as many frames as there are threads: those of the decoder, and those that only copy its pictures.
    ...["-probesize", "32", "-fpsprobesize", "0", "-flags", "low_delay", "-threads", "1", "-f", "ivf", "-i", "pipe:0"],
    ...[...rate, "-filter_threads", "1"],
    // Whatever a frame says of itself, a picture has as many bytes as are waited for.
    ...["-vf", `scale=${width}:${height}:flags=bilinear:out_color_matrix=bt601:out_range=tv,format=yuv420p`],
    ...["-threads", "1", "-f", "rawvideo", "-flush_packets", "1", "pipe:1"],
  ];
}
