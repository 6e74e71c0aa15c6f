import { assertEquals } from "@std/assert";
import { shapesTold, sizeOf } from "../../../../src/io/capture/film/source_shape.ts";

function size(width: number, height: number, wanted: number, pixelAspect = 1): string {
  const made = sizeOf({ width, height, pixelAspect }, wanted);
  return `${made.width}x${made.height}`;
}

Deno.test("pixels become square, unless they nearly are already", () => {
  assertEquals(size(720, 576, 400, 64 / 45), "400x225");
  assertEquals(size(720, 480, 400, 8 / 9), "400x300");
  assertEquals(size(640, 480, 400, 1.009), "400x300");
  assertEquals(size(640, 480, 400, 99 / 100), "400x300");
  assertEquals(size(640, 480, 400, 98 / 100), "400x306");
});

Deno.test("no side is longer than the peer accepts", () => {
  assertEquals(size(90, 960, 400), "384x4096");
  assertEquals(size(1080, 1920, 2400), "2304x4096");
  assertEquals(size(640, 480, 10_000), "4096x3072");
  assertEquals(size(1, 60_000, 400), "1x4096");
  assertEquals(size(60_000, 1, 400), "400x1");
});

Deno.test("raw pictures are no wider than the source, and have even sides", () => {
  const sizes = [[320, 240, 640], [90, 62, 61], [1, 1, 400]].map(([width, height, wanted]) =>
    sizeOf({ width, height, pixelAspect: 1 }, wanted, "raw")
  );
  assertEquals(sizes, [{ width: 320, height: 240 }, { width: 60, height: 42 }, { width: 2, height: 2 }]);
});

Deno.test("the shapes that ffmpeg 5 and 7 report are read", () => {
  const said = `[showinfo@shape @ 0x56] config in time_base: 1/25, frame_rate: 25/1
[showinfo@shape @ 0x56] n:   0 pts:     20 pts_time:0.8     pos:   165117 fmt:yuvj420p sar:64/45 s:240x320 i:P iskey:1 type:I
[showinfo@shape @ 0x56] n:   1 pts: NOPTS pts_time:NOPTS   duration: 1 fmt:yuv420p cl:left sar:0/1 s:320x240 i:P iskey:1
[other @ 0x56] n:   1 pts: 1 pts_time:1 fmt:yuv420p sar:1/1 s:1x1 i:P
[showinfo@shape @ 0x56] n:   2 pts: 1 pts_time:1 fmt:yuv420p sar:1/1 s:640x48`; // what is cut is not read yet
  assertEquals(shapesTold(said).map(({ line: _, ...shape }) => shape), [
    { width: 240, height: 320, pixelAspect: 64 / 45, atS: 0.8 },
    { width: 320, height: 240, pixelAspect: 1, atS: undefined },
  ]);
});
