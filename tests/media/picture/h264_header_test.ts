import { assertEquals } from "@std/assert";
import { readH264Header } from "../../../src/media/picture/h264_header.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { concat } from "../synthetic_jpeg.ts";
import { h264SequenceParameters } from "./synthetic_h264.ts";

const [KEYFRAME, DELTA] = readIvf("video/h264.ivf");
const unit = (type: number) => Uint8Array.of(0, 0, 1, 0x60 | type, 0x88, 0x80);
const SLICE = unit(1), IDR = unit(5), PICTURE_SET = unit(8);
/** The delimiter and the two parameter sets of the keyframe. */
const SETS = KEYFRAME.slice(0, 40);
const KEY = { keyframe: true, shown: true, width: 64, height: 48 };

Deno.test("H.264: several slices, cropping and another chroma format are read", () => {
  assertEquals(readIvf("video/h264_444.ivf").map((bytes) => readH264Header(bytes)), [
    { keyframe: true, shown: true, width: 62, height: 46 },
    { keyframe: false, shown: true },
  ]);
});

Deno.test("H.264: an IDR picture with its parameter sets is a keyframe, other slices are not", () => {
  assertEquals(readH264Header(concat([SETS, IDR])), KEY);
  assertEquals(readH264Header(concat([SETS, unit(6), IDR, IDR])), KEY);
  assertEquals(readH264Header(SLICE), { keyframe: false, shown: true });
  assertEquals(readH264Header(DELTA), { keyframe: false, shown: true });
});

Deno.test("H.264: parameter sets stand before an IDR picture, once, and nowhere else", () => {
  for (
    const [name, parts] of Object.entries({
      "no sets": [IDR],
      "no picture parameter set": [SETS.slice(0, 32), IDR],
      "two sequence parameter sets": [SETS, SETS, IDR],
      "sets before another slice": [SETS, SLICE],
      "a picture parameter set before another slice": [PICTURE_SET, SLICE],
      "sets after the picture": [IDR, SETS],
      "sets after a slice": [SLICE, SETS],
      "two kinds of slices": [SETS, IDR, SLICE],
    })
  ) assertEquals(readH264Header(concat(parts)), "picture_malformed", name);
});

Deno.test("H.264: no slice yet is truncated; types of NAL units that nobody here sends are malformed", () => {
  assertEquals(readH264Header(SETS), "picture_truncated");
  for (const type of [0, 2, 3, 4, 10, 11, 13, 14, 15, 19, 20, 21, 31]) {
    assertEquals(readH264Header(concat([SETS, IDR, unit(type)])), "picture_malformed", `${type}`);
  }
});

Deno.test("H.264: interlaced video is refused", () => {
  assertEquals(readH264Header(readIvf("video/h264_interlaced.ivf")[0]), "picture_malformed");
});

Deno.test("H.264: the size has a limit", () => {
  const keyframe = (width: number, height: number) =>
    concat([Uint8Array.of(0, 0, 1), h264SequenceParameters({ width, height }), PICTURE_SET, IDR]);
  assertEquals(readH264Header(keyframe(256, 256)), { ...KEY, width: 4096, height: 4096 });
  assertEquals(readH264Header(keyframe(257, 1)), "picture_too_large");
  assertEquals(readH264Header(keyframe(1, 257)), "picture_too_large");
});
