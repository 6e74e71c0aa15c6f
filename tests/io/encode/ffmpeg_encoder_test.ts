import { assert, assertEquals } from "@std/assert";
import { FfmpegEncoder } from "../../../src/io/encode/ffmpeg_encoder.ts";
import { TestPatternDrawing } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import { frameHeader } from "../../../src/media/picture/frame_header.ts";
import { I420 } from "../../../src/media/picture/picture_layout.ts";
import type { EncodedPicture } from "../../../src/port/picture_encoder.ts";
import { SeededRandom } from "../../fake/random.ts";

const WIDTH = 320, HEIGHT = 240;
const drawing = new TestPatternDrawing(WIDTH, HEIGHT, I420);
const random = new SeededRandom(3);

/** The test picture with some noise, like a camera's, so that the encoder has work to do. */
function picture(n: number) {
  const bytes = new Uint8Array(I420.bytes(WIDTH, HEIGHT));
  drawing.draw(bytes, n, "12:34:56");
  for (let at = 0; at < WIDTH * HEIGHT; at++) bytes[at] += random.below(12);
  return { width: WIDTH, height: HEIGHT, bytes, captureMs: n };
}

/** Encodes one picture after another, each one when the frame before has come. */
class Rig {
  readonly frames: EncodedPicture[] = [];
  readonly encoder: FfmpegEncoder;
  failure: string | undefined;
  #arrived = () => {};

  constructor(size = { width: WIDTH, height: HEIGHT }, ffmpegPath?: string, codec: "vp8" | "vp9" | "av1" = "vp8") {
    this.encoder = new FfmpegEncoder({
      codec,
      kind: "camera",
      source: { width: WIDTH, height: HEIGHT },
      ...size,
      ...{ ffmpegPath, os: Deno.build.os },
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
      this.encoder.encode(picture(first + i), { bits, keyframe: i === keyframeAt });
      await arrived;
    }
    return this.frames.slice(first);
  }
}

const meanBits = (frames: readonly EncodedPicture[]) =>
  frames.reduce((sum, { bytes }) => sum + bytes.length * 8, 0) / frames.length;

Deno.test("the size of frames follows the requested bits, up and down, without a restart", async () => {
  const rig = new Rig();
  try {
    await rig.encode(10, 30_000);
    for (const bits of [30_000, 8000, 20_000]) {
      const [, , , ...settled] = await rig.encode(25, bits);
      const ratio = meanBits(settled) / bits;
      assert(ratio > 0.75 && ratio < 1.25, `${ratio} of ${bits} bits`);
    }
    assertEquals(rig.frames.map(({ keyframe }, n) => keyframe ? n : -1).filter((n) => n >= 0), [0]);
  } finally {
    await rig.encoder.close();
  }
});

Deno.test("a keyframe is made when it is requested, and is not many times larger", async () => {
  const rig = new Rig();
  try {
    await rig.encode(12, 20_000);
    const frames = await rig.encode(8, 20_000, 4);
    assertEquals(frames.map(({ keyframe }) => keyframe), [false, false, false, false, true, false, false, false]);
    assert(frames[4].bytes.length * 8 < 20_000 * 5, `${frames[4].bytes.length} bytes`);
  } finally {
    await rig.encoder.close();
  }
});

Deno.test("frames have the requested width and height, whatever the pictures have", async () => {
  const rig = new Rig({ width: 160, height: 120 });
  try {
    const [frame] = await rig.encode(1, 20_000);
    const header = frameHeader("vp8", frame.bytes);
    assert(typeof header !== "string");
    assertEquals([header.width, header.height, header.keyframe], [160, 120, true]);
  } finally {
    await rig.encoder.close();
  }
});

Deno.test("an ffmpeg that is missing, or ends, is reported, and nothing else happens", async () => {
  for (const path of ["/no/such/ffmpeg", Deno.build.os === "windows" ? "where" : "false"]) {
    const rig = new Rig(undefined, path);
    await rig.encode(1, 1000);
    assert(rig.failure!.includes("stopped encoding VP8"), rig.failure);
    assertEquals(rig.frames, []);
    await rig.encoder.close();
  }
});
