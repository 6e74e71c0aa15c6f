import { assertEquals } from "@std/assert";
import { codecConfiguration } from "../../../src/media/recording/codec_configuration.ts";
import { readIvf } from "../../vectors/read_ivf.ts";

Deno.test("AV1 and H.264 have a configuration, other codecs none", () => {
  const startOf = (codec: "vp8" | "vp9" | "av1" | "h264") =>
    codecConfiguration(codec, readIvf(`video/${codec}.ivf`)[0])?.subarray(0, 2).toHex();
  assertEquals([startOf("vp8"), startOf("vp9"), startOf("av1"), startOf("h264")], [
    undefined,
    undefined,
    "8100",
    "0164",
  ]);
});
