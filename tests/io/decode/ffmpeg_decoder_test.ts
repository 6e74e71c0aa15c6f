import { assert, assertEquals } from "@std/assert";
import { lumaPsnr } from "../../../scripts/bench_network/luma_psnr.ts";
import { type DecodedPicture, FfmpegDecoder } from "../../../src/io/decode/ffmpeg_decoder.ts";
import { availableEncoders } from "../../../src/io/encode/available_encoders.ts";
import { EncoderRig, HEIGHT, WIDTH } from "../encode/encoder_rig.ts";

const os = Deno.build.os;
const BITS = 30_000;
/** Encoders are careful at first. Later frames are 35 to 38 dB: what is lost is the noise in the pictures. */
const SETTLED_FRAMES = 12, LEAST_DB = 32;

/** Frames of the test picture, of this size; keyframes are the first and, if asked for, another one. */
async function encode(count: number, size = { width: WIDTH, height: HEIGHT }, keyframeAt?: number) {
  const rig = new EncoderRig(size);
  try {
    return (await rig.encode(count, BITS, keyframeAt)).map(({ bytes }) => bytes);
  } finally {
    await rig.encoder.close();
  }
}

async function decode(frames: readonly Uint8Array[], options: { ffmpegPath?: string; patienceMs?: number } = {}) {
  const decoder = new FfmpegDecoder({ codec: "vp8", os, ...options });
  try {
    // Each one only when the one before is there: no frame is held back for a later one.
    const pictures: (DecodedPicture | undefined)[] = [];
    for (const frame of frames) pictures.push(await decoder.decode(frame));
    return pictures;
  } finally {
    await decoder.close();
  }
}

const sizes = (pictures: readonly (DecodedPicture | undefined)[]) =>
  pictures.map((picture) => picture === undefined ? "none" : `${picture.width}x${picture.height}`);

for (const codec of await availableEncoders()) {
  Deno.test(`each ${codec.toUpperCase()} frame gives its picture before the next one, much like the source's`, async () => {
    const rig = new EncoderRig(undefined, undefined, codec);
    const decoder = new FfmpegDecoder({ codec, os });
    try {
      await rig.encode(30, BITS, 20);
      for (const [n, { bytes }] of rig.frames.entries()) {
        const picture = await decoder.decode(bytes);
        assertEquals([picture?.width, picture?.height, picture?.bytes.length], [WIDTH, HEIGHT, WIDTH * HEIGHT * 3 / 2]);
        if (n < SETTLED_FRAMES) continue;
        const likeness = (other: number) => lumaPsnr(picture!.bytes, rig.pictures[other].bytes, WIDTH * HEIGHT);
        assert(likeness(n) > LEAST_DB, `frame ${n}: ${likeness(n)} dB`);
        assert(likeness(n) > likeness(n - 1), `frame ${n} looks like the picture before`);
      }
    } finally {
      await rig.encoder.close();
      await decoder.close();
    }
  });
}

Deno.test("pictures of another size come from its keyframe on", async () => {
  const frames = [...await encode(2), ...await encode(2, { width: 160, height: 120 }), ...await encode(1)];
  assertEquals(sizes(await decode(frames)), ["320x240", "320x240", "160x120", "160x120", "320x240"]);
});

Deno.test("without a keyframe there is no picture", async () => {
  const [, second, third] = await encode(3);
  assertEquals(sizes(await decode([second, third])), ["none", "none"]);
});

Deno.test("after a frame that cannot be decoded, pictures begin again with a keyframe", async () => {
  const [first, second, third, ...more] = await encode(5, undefined, 3);
  const broken = first.slice();
  broken[3] ^= 255; // the start code
  assertEquals(sizes(await decode([first, broken, third, ...more])), [
    ...["320x240", "none", "none"],
    ...["320x240", "320x240"],
  ]);
  assertEquals(sizes(await decode([first, new Uint8Array(0), second, ...more])), [
    ...["320x240", "none", "none"],
    ...["320x240", "320x240"],
  ]);
});

Deno.test("a keyframe that claims to be too large never reaches ffmpeg", async () => {
  const [frame] = await encode(1);
  const large = frame.slice();
  new DataView(large.buffer).setUint16(6, 4098, true); // the width
  assertEquals(sizes(await decode([large], { ffmpegPath: "/no/such/ffmpeg" })), ["none"]);
  assertEquals(sizes(await decode([large, frame])), ["none", "320x240"]);
});

Deno.test("without ffmpeg, or with one that is too slow or ends, there is no picture", async () => {
  const frames = await encode(2);
  assertEquals(sizes(await decode(frames, { ffmpegPath: "/no/such/ffmpeg" })), ["none", "none"]);
  const ends = os === "windows" ? "where" : "false";
  assertEquals(sizes(await decode(frames, { ffmpegPath: ends })), ["none", "none"]);
  assertEquals(sizes(await decode(frames, { patienceMs: 0 })), ["none", "none"]);
});

Deno.test("frames that wait are decoded in order; those beyond a second of them are not, before the next keyframe", async () => {
  const [first, second, third] = await encode(3);
  const decoder = new FfmpegDecoder({ codec: "vp8", os });
  try {
    const few = await Promise.all([first, second, third].map((frame) => decoder.decode(frame)));
    assertEquals(sizes(few), ["320x240", "320x240", "320x240"]);
    const many = await Promise.all(Array.from({ length: 40 }, () => decoder.decode(second)));
    assertEquals(sizes(many.slice(30)), Array(10).fill("none"));
    assertEquals(sizes([await decoder.decode(second), await decoder.decode(first)]), ["none", "320x240"]);
  } finally {
    await decoder.close();
  }
});

Deno.test("what waits when the decoder is closed has no picture", async () => {
  const frames = await encode(3);
  const decoder = new FfmpegDecoder({ codec: "vp8", os });
  const pictures = frames.map((frame) => decoder.decode(frame));
  await decoder.close();
  assertEquals(sizes(await Promise.all(pictures)), ["none", "none", "none"]);
  assertEquals(await decoder.decode(frames[0]), undefined);
});
