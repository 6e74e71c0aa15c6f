import { assert, assertEquals } from "@std/assert";
import { i420ToRgb } from "../../../src/media/picture/i420_to_rgb.ts";

/** 4 x 2 pixels: the left half red, the right half blue. */
const HALVES = {
  ...{ width: 4, height: 2 },
  bytes: Uint8Array.of(82, 82, 41, 41, 82, 82, 41, 41, 90, 240, 240, 110),
};

function assertPixels(rgb: Uint8Array, wanted: readonly number[]): void {
  assertEquals(rgb.length, wanted.length);
  for (const [at, value] of wanted.entries()) assert(Math.abs(rgb[at] - value) < 6, `${rgb}, not ${wanted}`);
}

Deno.test("colours of I420 become those of RGB, scaled down and up", () => {
  assertPixels(i420ToRgb(HALVES, { width: 2, height: 1 }).rgb, [255, 0, 0, 0, 0, 255]);
  const large = i420ToRgb(HALVES, { width: 8, height: 1 });
  assertEquals([large.width, large.height], [8, 1]);
  assertPixels(large.rgb, [...Array(4).fill([255, 0, 0]), ...Array(4).fill([0, 0, 255])].flat());
});

Deno.test("a pixel that covers others is their mean; black and white are the limits", () => {
  const bytes = Uint8Array.of(0, 255, 16, 235, 128, 128);
  const { rgb } = i420ToRgb({ width: 2, height: 2, bytes }, { width: 2, height: 2 });
  assertPixels(rgb, [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255]);
  assertPixels(i420ToRgb({ width: 2, height: 2, bytes }, { width: 1, height: 1 }).rgb, [129, 129, 129]);
});
