import { assert, assertEquals } from "@std/assert";
import { availableEncoders } from "../../../src/io/encode/available_encoders.ts";
import type { SteeredCodec } from "../../../src/io/encode/encoder_args.ts";
import { frameHeader } from "../../../src/media/picture/frame_header.ts";
import { ivfFrameHeader, ivfHeader } from "../../../src/media/picture/ivf.ts";
import type { EncodedPicture } from "../../../src/port/picture_encoder.ts";
import { EncoderRig } from "./encoder_rig.ts";

const meanBits = (frames: readonly EncodedPicture[]) =>
  frames.reduce((sum, { bytes }) => sum + bytes.length * 8, 0) / frames.length;

/** How ffmpeg describes a film of these frames. */
async function described(codec: SteeredCodec, frames: readonly EncodedPicture[]): Promise<string> {
  const format = ({ vp8: "VP80", vp9: "VP90", av1: "AV01" } as const)[codec];
  const film = [ivfHeader({ format, ...SIZE, ticksPerSecond: 30 })];
  for (const [n, { bytes }] of frames.entries()) film.push(ivfFrameHeader(bytes.length, n), bytes);
  const args = ["-hide_banner", "-f", "ivf", "-i", "pipe:0", "-f", "null", "-"];
  const ffmpeg = new Deno.Command("ffmpeg", { args, stdin: "piped", stdout: "null", stderr: "piped" }).spawn();
  await new Blob(film as BlobPart[]).stream().pipeTo(ffmpeg.stdin);
  return new TextDecoder().decode((await ffmpeg.output()).stderr);
}

const SIZE = { width: 320, height: 240 };

for (const codec of await availableEncoders()) {
  const name = codec.toUpperCase();

  // VP8 has no place for it.
  if (codec !== "vp8") {
    Deno.test(`frames of ${name} say that they are in BT.601, limited range`, async () => {
      const rig = new EncoderRig(SIZE, undefined, codec);
      try {
        const said = await described(codec, await rig.encode(2, 20_000));
        assert(/Video: .*\(tv, smpte170m\b/.test(said), said);
      } finally {
        await rig.encoder.close();
      }
    });
  }

  Deno.test(`the size of ${name} frames follows the requested bits, up and down, without a restart`, async () => {
    const rig = new EncoderRig(SIZE, undefined, codec);
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

  Deno.test(`a keyframe of ${name} is made when it is requested, and is not many times larger`, async () => {
    const rig = new EncoderRig(SIZE, undefined, codec);
    try {
      await rig.encode(20, 20_000);
      const frames = await rig.encode(8, 20_000, 4);
      assertEquals(frames.map(({ keyframe }) => keyframe), [false, false, false, false, true, false, false, false]);
      assert(frames[4].bytes.length * 8 < 20_000 * 5, `${frames[4].bytes.length} bytes`);
    } finally {
      await rig.encoder.close();
    }
  });
}

Deno.test("frames of H.264 keep the size that the encoder was opened with; a keyframe is made when it is requested", async () => {
  for (const bits of [30_000, 8000]) {
    const rig = new EncoderRig(SIZE, undefined, "h264", bits);
    try {
      assertEquals(rig.encoder.keepsSize, true);
      await rig.encode(15, 1000);
      const frames = await rig.encode(30, 90_000, 4);
      assertEquals(frames.map(({ keyframe }) => keyframe), frames.map((_, n) => n === 4));
      const ratio = meanBits(frames) / bits;
      assert(ratio > 0.75 && ratio < 1.25, `${ratio} of ${bits} bits`);
      const [first] = rig.frames, header = frameHeader("h264", first.bytes);
      assertEquals(header, { keyframe: true, shown: true, ...SIZE });
    } finally {
      await rig.encoder.close();
    }
  }
});

Deno.test("what an encoder has used is known after its first frame, and larger pictures cost more", async () => {
  const small = new EncoderRig({ width: 32, height: 24 }), large = new EncoderRig(SIZE);
  try {
    for (const rig of [small, large]) {
      assertEquals(rig.encoder.usage(), undefined);
      await rig.encode(1, 20_000);
      const { frames, waitedMs } = rig.encoder.usage()!;
      assertEquals([frames, waitedMs], [0, 0]);
      await rig.encode(150, 20_000);
    }
    const [smallUsage, largeUsage] = [small.encoder.usage()!, large.encoder.usage()!];
    assertEquals([smallUsage.frames, largeUsage.frames], [150, 150]);
    assert(smallUsage.waitedMs > 0 && largeUsage.waitedMs > 0);
    // Elsewhere only the time until a frame is there is known, which a busy machine changes.
    if (Deno.build.os === "linux") assert(largeUsage.cpuMs! > smallUsage.cpuMs!);
    else assertEquals(largeUsage.cpuMs, undefined);
  } finally {
    await small.encoder.close();
    await large.encoder.close();
  }
});

Deno.test("frames have the requested width and height, whatever the pictures have", async () => {
  const rig = new EncoderRig({ width: 160, height: 120 });
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
    const rig = new EncoderRig(undefined, path);
    await rig.encode(1, 1000);
    assert(rig.failure!.includes("stopped encoding VP8"), rig.failure);
    assertEquals(rig.frames, []);
    await rig.encoder.close();
  }
});
