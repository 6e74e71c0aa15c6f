import { assertEquals } from "@std/assert";
import { fitWithin, scaleRgba } from "../../../src/media/picture/rgb_picture.ts";

const rgba = (...pixels: number[][]) => Uint8Array.from(pixels.flatMap((pixel) => [...pixel, 255]));
const RED = [200, 0, 0], BLUE = [0, 0, 100], BLACK = [0, 0, 0];

Deno.test("a picture is fitted with its shape kept, and is never empty", () => {
  assertEquals(fitWithin({ width: 400, height: 300 }, { width: 80, height: 80 }), { width: 80, height: 60 });
  assertEquals(fitWithin({ width: 400, height: 300 }, { width: 80, height: 30 }), { width: 40, height: 30 });
  assertEquals(fitWithin({ width: 4, height: 3 }, { width: 80, height: 60 }), { width: 80, height: 60 });
  assertEquals(fitWithin({ width: 4096, height: 1 }, { width: 80, height: 60 }), { width: 80, height: 1 });
});

Deno.test("in a smaller picture each pixel is the mean of the pixels that it covers", () => {
  const from = rgba(RED, BLACK, BLUE, BLUE, RED, BLACK, BLACK, BLACK);
  const to = scaleRgba(from, { width: 4, height: 2 }, { width: 2, height: 1 });
  assertEquals(to, { width: 2, height: 1, rgb: Uint8Array.of(100, 0, 0, 0, 0, 50) });
});

Deno.test("a larger one repeats pixels; the same size changes nothing", () => {
  const from = rgba(RED, BLUE);
  assertEquals([...scaleRgba(from, { width: 2, height: 1 }, { width: 4, height: 2 }).rgb], [
    ...[...RED, ...RED, ...BLUE, ...BLUE],
    ...[...RED, ...RED, ...BLUE, ...BLUE],
  ]);
  assertEquals([...scaleRgba(from, { width: 2, height: 1 }, { width: 2, height: 1 }).rgb], [...RED, ...BLUE]);
});
