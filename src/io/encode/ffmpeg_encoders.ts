import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { PictureEncoder, PictureEncoderOptions } from "../../port/picture_encoder.ts";
import { availableEncoders } from "./available_encoders.ts";
import { FfmpegEncoder } from "./ffmpeg_encoder.ts";
import type { H264Encoder } from "./h264_encoders.ts";
import { usableH264Encoders } from "./usable_h264_encoders.ts";

interface Ffmpeg {
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
}

/** The encoders of this machine's ffmpeg. */
export class FfmpegEncoders {
  /** In the order in which they were wanted. */
  readonly codecs: readonly PredictiveCodec[];
  readonly #ffmpeg: Ffmpeg;
  /** The one in use, and those to try if it fails. */
  readonly #h264: H264Encoder[];

  private constructor(codecs: readonly PredictiveCodec[], ffmpeg: Ffmpeg, h264: readonly H264Encoder[]) {
    this.codecs = codecs;
    this.#ffmpeg = ffmpeg;
    this.#h264 = [...h264];
  }

  /** Finds those of the wanted codecs. For H.264, encoders are tried, which takes up to some seconds, or `patienceMs` each. */
  static async find(
    wanted: readonly PredictiveCodec[],
    ffmpeg: Ffmpeg,
    patienceMs?: number,
  ): Promise<FfmpegEncoders> {
    const [available, h264] = await Promise.all([
      availableEncoders(ffmpeg.ffmpegPath),
      wanted.includes("h264") ? usableH264Encoders(ffmpeg.ffmpegPath, ffmpeg.os, patienceMs) : [],
    ]);
    const usable: readonly PredictiveCodec[] = h264.length > 0 ? [...available, "h264"] : available;
    return new FfmpegEncoders(wanted.filter((codec) => usable.includes(codec)), ffmpeg, h264);
  }

  /** What ffmpeg calls the encoder of H.264 that is used now. */
  get h264Name(): string | undefined {
    return this.#h264[0]?.name;
  }

  open(options: PictureEncoderOptions): PictureEncoder {
    const [h264] = this.#h264;
    return new FfmpegEncoder({
      ...options,
      ...this.#ffmpeg,
      h264,
      onFailed: (message, hint) => {
        // A graphics card may be taken away, or have no room for another encoder.
        if (options.codec === "h264" && this.#h264[0] === h264 && this.#h264.length > 1) this.#h264.shift();
        options.onFailed(message, hint);
      },
    });
  }
}
