import { FfmpegEncoder } from "../../../src/io/encode/ffmpeg_encoder.ts";
import { cpuMsOf } from "../../../src/io/process/cpu_time.ts";
import { TestPatternDrawing } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import { I420 } from "../../../src/media/picture/picture_layout.ts";
import type { EncodedPicture } from "../../../src/port/picture_encoder.ts";
import { h264Encoders } from "../../../src/io/encode/h264_encoders.ts";
import type { PredictiveCodec } from "../../../src/port/encoded_frame.ts";
import type { RawPicture } from "../../../src/port/raw_picture.ts";
import { SeededRandom } from "../../fake/random.ts";

cpuMsOf(Deno.pid); // the C library is loaded once, and belongs to no test

/** Of the pictures, in pixels. */
export const WIDTH = 320, HEIGHT = 240;
const drawing = new TestPatternDrawing(WIDTH, HEIGHT, I420);
const random = new SeededRandom(3);
/** Of the encoders of H.264, the one that needs no hardware. */
const X264 = h264Encoders("linux").find(({ name }) => name === "libx264");

/** The test picture with some noise, like a camera's, so that the encoder has work to do. */
function picture(n: number): RawPicture {
  const bytes = new Uint8Array(I420.bytes(WIDTH, HEIGHT));
  drawing.draw(bytes, n, "12:34:56");
  for (let at = 0; at < WIDTH * HEIGHT; at++) bytes[at] += random.below(12);
  return { width: WIDTH, height: HEIGHT, bytes, captureMs: n };
}

/** Encodes one picture after another, each one when the frame before has come. */
export class EncoderRig {
  /** The pictures that it was given, and what it made of each. */
  readonly pictures: RawPicture[] = [];
  readonly frames: EncodedPicture[] = [];
  readonly encoder: FfmpegEncoder;
  failure: string | undefined;
  #arrived = () => {};

  constructor(
    size = { width: WIDTH, height: HEIGHT },
    ffmpegPath?: string,
    codec: PredictiveCodec = "vp8",
    bits = 20_000,
  ) {
    this.encoder = new FfmpegEncoder({
      codec,
      kind: "camera",
      source: { width: WIDTH, height: HEIGHT },
      ...size,
      ...{ bits, ffmpegPath, os: Deno.build.os, h264: X264 },
      onFrame: (frame) => {
        this.frames.push(frame);
        this.#arrived();
      },
      onFailed: (message) => {
        this.failure = message;
        this.#arrived();
      },
    });
  }

  async encode(count: number, bits: number, keyframeAt = -1): Promise<EncodedPicture[]> {
    const first = this.frames.length;
    for (let i = 0; i < count && this.failure === undefined; i++) {
      const arrived = new Promise<void>((resolve) => this.#arrived = resolve);
      this.pictures.push(picture(first + i));
      this.encoder.encode(this.pictures.at(-1)!, { bits, keyframe: i === keyframeAt });
      await arrived;
    }
    return this.frames.slice(first);
  }
}
