import { assertEquals } from "@std/assert";
import { readVp8Header } from "../../../src/media/picture/vp8_header.ts";
import { readIvf } from "../../vectors/read_ivf.ts";

/** A keyframe of a size, with its scale bits; a first partition of five bytes. */
function keyframe(width: number, height: number, { tag = 0x10, firstPartBytes = 5 } = {}): Uint8Array {
  const bits = tag | firstPartBytes << 5;
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  return Uint8Array.of(bits & 255, bits >> 8 & 255, bits >> 16, 0x9d, 0x01, 0x2a, ...size, 1, 2, 3, 4, 5);
}

Deno.test("VP8: a frame that is not shown says so", () => {
  const shown = readIvf("video/vp8_hidden.ivf").map((bytes) => readVp8Header(bytes));
  assertEquals(shown.length, 21);
  assertEquals(shown[0], { keyframe: true, shown: true, width: 64, height: 48 });
  for (const [n, header] of shown.slice(1).entries()) assertEquals(header, { keyframe: false, shown: n !== 0 });
});

Deno.test("VP8: the size is 14 bits, without the scale, and has a limit", () => {
  assertEquals(readVp8Header(keyframe(0x4000 | 640, 0xc000 | 480)), {
    keyframe: true,
    shown: true,
    width: 640,
    height: 480,
  });
  assertEquals(readVp8Header(keyframe(4096, 4096)), { keyframe: true, shown: true, width: 4096, height: 4096 });
  assertEquals(readVp8Header(keyframe(4097, 1)), "picture_too_large");
  assertEquals(readVp8Header(keyframe(1, 0x3fff)), "picture_too_large");
  assertEquals(readVp8Header(keyframe(0, 48)), "picture_malformed");
  assertEquals(readVp8Header(keyframe(64, 0x4000)), "picture_malformed");
});

Deno.test("VP8: a reserved version, and a first partition that is empty or missing, are refused", () => {
  assertEquals(readVp8Header(keyframe(64, 48, { tag: 0x16 })), { keyframe: true, shown: true, width: 64, height: 48 });
  assertEquals(readVp8Header(keyframe(64, 48, { tag: 0x18 })), "picture_malformed");
  assertEquals(readVp8Header(keyframe(64, 48, { firstPartBytes: 0 })), "picture_malformed");
  assertEquals(readVp8Header(keyframe(64, 48, { firstPartBytes: 6 })), "picture_truncated");
  assertEquals(readVp8Header(keyframe(64, 48, { firstPartBytes: 0x7ffff })), "picture_truncated");
});
