import { assert, assertEquals } from "@std/assert";
import { lumaPsnr } from "../../../scripts/bench_network/luma_psnr.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { DecoderStarts } from "../../../src/io/decode/decoder_starts.ts";
import { FfmpegDecoder } from "../../../src/io/decode/ffmpeg_decoder.ts";
import type { PredictiveCodec } from "../../../src/port/encoded_frame.ts";
import type { DecodedPicture } from "../../../src/port/video_decoder.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { EncoderRig, HEIGHT, WIDTH } from "../encode/encoder_rig.ts";
import { findEncoders } from "../encode/find_encoders.ts";

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

interface Options {
  readonly ffmpegPath?: string;
  readonly patienceMs?: number;
  readonly limit?: { width: number; height: number };
}

const open = (codec: PredictiveCodec = "vp8", options: Options = {}) =>
  new FfmpegDecoder({
    codec,
    os,
    clock: systemClock,
    starts: new DecoderStarts(systemClock),
    patienceMs: 120_000,
    ...options,
  });

async function decode(frames: readonly Uint8Array[], options: Options = {}) {
  const decoder = open("vp8", options);
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

for (const codec of (await findEncoders()).codecs) {
  Deno.test(`each ${codec.toUpperCase()} frame gives its picture before the next one, much like the source's`, async () => {
    const rig = new EncoderRig(undefined, undefined, codec);
    const decoder = open(codec);
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

  Deno.test(`${codec.toUpperCase()} pictures of 720 lines stay in BT.601`, async () => {
    const decoder = open(codec);
    try {
      const picture = await decoder.decode(readIvf(`video/halves_${codec}_720_lines.ivf`)[0]);
      assert(picture !== undefined);
      const { width, height, bytes } = picture;
      const lumaBytes = width * height, chromaBytes = lumaBytes / 4;
      // In the middle of the left half, which is red: 81, 90, 240 (ITU-R BT.601-7).
      const luma = width * height / 2 + width / 4, chroma = width / 2 * height / 4 + width / 8;
      const red = [bytes[luma], bytes[lumaBytes + chroma], bytes[lumaBytes + chromaBytes + chroma]];
      assert([81, 90, 240].every((value, at) => Math.abs(red[at] - value) <= 2), `${red}`);
    } finally {
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
  const decoder = open();
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
  const decoder = open();
  const pictures = frames.map((frame) => decoder.decode(frame));
  await decoder.close();
  assertEquals(sizes(await Promise.all(pictures)), ["none", "none", "none"]);
  assertEquals(await decoder.decode(frames[0]), undefined);
});

Deno.test("pictures that are larger than the limit become smaller, in their proportions and with even sides", async () => {
  const frames = await encode(2);
  assertEquals(sizes(await decode(frames, { limit: { width: 201, height: 200 } })), ["202x152", "202x152"]);
  assertEquals(sizes(await decode(frames, { limit: { width: WIDTH, height: HEIGHT } })), ["320x240", "320x240"]);
});

/** The first bytes of a VP8 keyframe (RFC 6386, 9.1), and of another frame. */
function keyframe(width: number, height: number): Uint8Array {
  const frame = Uint8Array.of(0x30, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 0);
  new DataView(frame.buffer).setUint16(6, width, true);
  new DataView(frame.buffer).setUint16(8, height, true);
  return frame;
}
const LATER = Uint8Array.of(0x31, 0, 0, 0);

/** A decoder in virtual time that notes when each decoder of one size is started, and for which one. */
function virtualDecoder() {
  const clock = new VirtualClock(), startedMs: number[] = [], started: string[] = [], told: string[] = [];
  const beginMs = clock.nowMs();
  const options = {
    ...{ os, clock, starts: new DecoderStarts(clock) },
    open: (width: number, height: number) => {
      startedMs.push(clock.nowMs() - beginMs);
      started.push(`${width}x${height}`);
      return {
        ...{ width, height, failed: false },
        takes: (...size: [number, number]) => size.join("x") === `${width}x${height}`,
        decode: (_: Uint8Array, shown: boolean) => Promise.resolve(shown ? new Uint8Array(1) : undefined),
        close: () => Promise.resolve(),
      };
    },
  };
  const decoder = new FfmpegDecoder({ ...options, codec: "vp8" });
  const offer = (name: string, frame: Uint8Array, to = decoder) =>
    void to.decode(frame).then((picture) => told.push(`${name}: ${sizes([picture])[0]}`));
  const another = () => new FfmpegDecoder({ ...options, codec: "vp8" });
  return { clock, decoder, offer, another, startedMs, started, told: () => told.splice(0) };
}

Deno.test("if each keyframe has another size, at least 250 ms pass between two starts of ffmpeg", async () => {
  const { clock, decoder, offer, startedMs, started, told } = virtualDecoder();
  for (let n = 0; n < 30; n++) {
    offer("key", keyframe(100 + n, 100));
    await clock.advance(40);
  }
  assertEquals(startedMs, [0, 250, 500, 750, 1000]);
  // The newest that had come by then.
  assertEquals(started, ["100x100", "106x100", "112x100", "118x100", "124x100"]);
  await decoder.close();
  assertEquals(told().length, 30);
});

Deno.test("the newest keyframe and the frames after it wait for the start; those before it have no picture", async () => {
  const { clock, decoder, offer, told } = virtualDecoder();
  offer("first", keyframe(64, 64));
  await clock.advance(10);
  offer("second", keyframe(32, 32));
  offer("after it", LATER);
  offer("third", keyframe(16, 16));
  offer("after that", LATER);
  await clock.advance(230);
  assertEquals(told(), ["first: 64x64"]);
  await clock.advance(20);
  assertEquals(told(), ["second: none", "after it: none", "third: 16x16", "after that: 16x16"]);
  await decoder.close();
});

Deno.test("frames that cannot be decoded do not start ffmpeg more often either, nor does another decoder", async () => {
  const { clock, decoder, offer, another, startedMs } = virtualDecoder();
  offer("first", keyframe(64, 64));
  offer("broken", new Uint8Array(0));
  offer("second", keyframe(64, 64));
  await clock.advance(100);
  await decoder.close();
  assertEquals(startedMs, [0]);
  const other = another();
  offer("third", keyframe(64, 64), other);
  await clock.advance(1000);
  assertEquals(startedMs, [0, 250]);
  await other.close();
});

Deno.test("while frames wait for a start, more than a second of them are given up, but a newer keyframe waits on", async () => {
  const { clock, decoder, offer, startedMs, told } = virtualDecoder();
  offer("first", keyframe(64, 64));
  await clock.advance(10);
  offer("second", keyframe(32, 32));
  for (let n = 0; n < 29; n++) offer("after it", LATER);
  offer("third", keyframe(16, 16));
  await clock.advance(300);
  assertEquals(told(), ["first: 64x64", "second: none", ...Array(29).fill("after it: none"), "third: 16x16"]);
  assertEquals(startedMs, [0, 250]);
  await decoder.close();
});
