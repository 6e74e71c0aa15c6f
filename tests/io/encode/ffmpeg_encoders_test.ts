import { assert, assertEquals } from "@std/assert";
import { FfmpegEncoders } from "../../../src/io/encode/ffmpeg_encoders.ts";

const { os } = Deno.build;

Deno.test("the codecs found are those wanted that this ffmpeg encodes, in the same order", async () => {
  const { codecs } = await FfmpegEncoders.find(["vp9", "vp8"], { os });
  assertEquals(codecs.filter((codec) => codec !== "vp9"), ["vp8"]);
  assertEquals((await FfmpegEncoders.find(["vp8", "h264"], { os, ffmpegPath: "/no/such/ffmpeg" })).codecs, []);
});

Deno.test("an encoder that cannot be started says so", async () => {
  const encoders = await FfmpegEncoders.find([], { os, ffmpegPath: "/no/such/ffmpeg" });
  const { promise, resolve } = Promise.withResolvers<string>();
  const size = { width: 64, height: 48 };
  const encoder = encoders.open({
    ...{ codec: "vp8", kind: "camera", source: size, ...size, bits: 1000 },
    onFrame: () => {},
    onFailed: resolve,
  });
  assert((await promise).includes("stopped encoding VP8"));
  await encoder.close();
});
