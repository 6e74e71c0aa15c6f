import { assertEquals } from "@std/assert";
import { I420, RGBA } from "../../../src/media/picture/picture_layout.ts";

Deno.test("a rectangle fills its pixels in RGBA, and its parts outside the picture are left out", () => {
  const picture = { width: 3, height: 2, bytes: new Uint8Array(RGBA.bytes(3, 2)) };
  RGBA.fill(picture, 1, -5, 9, 6, [10, 20, 30]);
  const pixel = [10, 20, 30, 255], empty = [0, 0, 0, 0];
  assertEquals([...picture.bytes], [empty, pixel, pixel, empty, empty, empty].flat());
});

// The values are those of SMPTE bars at 75 % in BT.601 (ITU-R BT.801-1, table 1).
Deno.test("colours in I420 are those of BT.601 in limited range", () => {
  for (
    const [color, yuv] of [
      [[191, 191, 191], [180, 128, 128]],
      [[191, 0, 0], [65, 100, 212]],
      [[0, 0, 191], [35, 212, 114]],
      [[255, 255, 255], [235, 128, 128]],
      [[0, 0, 0], [16, 128, 128]],
    ] as const
  ) {
    const picture = { width: 4, height: 2, bytes: new Uint8Array(I420.bytes(4, 2)) };
    I420.fill(picture, 0, 0, 2, 2, color);
    const [luma, u, v] = yuv;
    assertEquals([...picture.bytes], [luma, luma, 0, 0, luma, luma, 0, 0, u, 0, v, 0], `${color}`);
  }
});
