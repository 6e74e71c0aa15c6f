import { assertEquals } from "@std/assert";
import { avcConfiguration, lengthPrefixed } from "../../../src/media/recording/avc_configuration.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { concat } from "../synthetic_jpeg.ts";

// The box avcC of `ffmpeg -i NAME.ivf -c copy NAME.mp4`, from ffmpeg's own muxer.
const EXPECTED = {
  h264: "01640009ffe1001667640009acb423d80880000003008000000f4789135001000468ef3cb0fdf8f800",
  h264_444: "01f4000affe1001967f4000a90d96847eef0110000030001000003001e8f1226a001000768ef3193000190fffafa00",
};

Deno.test("the configuration record of H.264 is the one that ffmpeg writes", () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    assertEquals(avcConfiguration(readIvf(`video/${name}.ivf`)[0])?.toHex(), expected, name);
  }
});

Deno.test("a frame without parameter sets, or with one that no record can hold, gives no configuration record", () => {
  const [keyframe, delta] = readIvf("video/h264.ivf");
  assertEquals(avcConfiguration(delta), undefined);
  assertEquals(avcConfiguration(new Uint8Array()), undefined);
  for (const name of ["h264_invalid", "h264_truncated", "h264_interlaced"]) {
    assertEquals(avcConfiguration(readIvf(`video/${name}.ivf`)[0]), undefined, name);
  }
  const large = new Uint8Array(0x10010).fill(0xff);
  large.set([0, 0, 1, 0x68]); // a picture parameter set
  assertEquals(avcConfiguration(concat([keyframe, large]))?.length, undefined);
});

Deno.test("a block has the length of each NAL unit before it, and no delimiter", () => {
  const unit = Uint8Array.fromHex("0000000109f0000001658800000001419900");
  assertEquals(lengthPrefixed(unit).toHex(), "000000026588" + "000000024199");
  assertEquals(lengthPrefixed(new Uint8Array()), new Uint8Array());
  assertEquals(lengthPrefixed(Uint8Array.of(1, 2, 3)), new Uint8Array());
});
