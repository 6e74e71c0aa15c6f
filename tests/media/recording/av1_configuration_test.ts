import { assertEquals } from "@std/assert";
import { av1Configuration, withoutTemporalDelimiter } from "../../../src/media/recording/av1_configuration.ts";
import { concat } from "../synthetic_jpeg.ts";
import { syntheticAv1 } from "../picture/synthetic_av1.ts";
import { readIvf } from "../../vectors/read_ivf.ts";

// The box av1C of `ffmpeg -i NAME.ivf -c copy NAME.mp4`, from ffmpeg's own muxer.
const EXPECTED = {
  av1: "81000c000a0a00000002aff79b5f2008",
  av1_gray: "81001c000a0a00000002aff79b5f2540",
  av1_444: "813f40000a0d200000f957fbc42156040404a0",
};

Deno.test("the configuration record of AV1 is the one that ffmpeg writes", () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    assertEquals(av1Configuration(readIvf(`video/${name}.ivf`)[0])?.toHex(), expected, name);
  }
});

Deno.test("the tier is in the configuration record", () => {
  const head = (tier: 0 | 1) => av1Configuration(syntheticAv1({ tier }))!.subarray(0, 4).toHex();
  assertEquals([head(0), head(1)], ["81080c00", "81088c00"]);
});

Deno.test("a sequence header of any length fits into the configuration record", () => {
  const [keyframe] = readIvf("video/av1.ivf"); // a delimiter, then a sequence header of 10 bytes
  const headerBytes = 1_000_000;
  const length = [headerBytes & 127 | 128, headerBytes >> 7 & 127 | 128, headerBytes >> 14];
  const padding = new Uint8Array(headerBytes - 10);
  const large = concat([
    keyframe.slice(0, 3),
    Uint8Array.from(length),
    keyframe.slice(4, 14),
    padding,
    keyframe.slice(14),
  ]);
  assertEquals(av1Configuration(large)?.length, 4 + 1 + length.length + headerBytes);
});

Deno.test("a frame without a sequence header gives no configuration record", () => {
  const [keyframe, delta] = readIvf("video/av1.ivf");
  assertEquals(av1Configuration(delta), undefined);
  assertEquals(av1Configuration(new Uint8Array()), undefined);
  assertEquals(av1Configuration(readIvf("video/av1_invalid.ivf")[0]), undefined);
  for (let length = 0; length < 14; length++) assertEquals(av1Configuration(keyframe.subarray(0, length)), undefined);
});

Deno.test("a temporal delimiter is removed, and nothing else", () => {
  for (const unit of readIvf("video/av1_hidden.ivf")) {
    assertEquals(unit.subarray(0, 2).toHex(), "1200");
    const without = withoutTemporalDelimiter(unit);
    assertEquals(without, unit.subarray(2));
    assertEquals(withoutTemporalDelimiter(without), without);
  }
  assertEquals(withoutTemporalDelimiter(new Uint8Array()), new Uint8Array());
});
