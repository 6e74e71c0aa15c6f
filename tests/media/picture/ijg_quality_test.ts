import { assert, assertEquals } from "@std/assert";
import { ijgTables, qualityWithin } from "../../../src/media/picture/ijg_quality.ts";

/** The order of a table in a DQT segment (T.81, figure A.6), as indexes in raster order. */
// deno-fmt-ignore
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

Deno.test("the tables of quality 80 are those of the original programs", () => {
  const file = new URL("../../vectors/plain/video-000.bin", import.meta.url);
  const jpeg = Uint8Array.fromBase64(Deno.readTextFileSync(file));
  const found: number[][] = [];
  for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + (jpeg[at + 2] << 8 | jpeg[at + 3])) {
    if (jpeg[at + 1] === 0xdb) found.push([...jpeg.subarray(at + 5, at + 69)]);
  }
  const { luma, chroma } = ijgTables(80);
  assertEquals(found, [luma, chroma].map((table) => ZIGZAG.map((index) => table[index])));
});

Deno.test("quality 50 is the standard's, 100 is lossless except for rounding, 1 is the coarsest", () => {
  assertEquals(ijgTables(50).luma.slice(0, 4), [16, 11, 10, 16]);
  assertEquals(new Set([...ijgTables(100).luma, ...ijgTables(100).chroma]), new Set([1]));
  assertEquals(new Set(ijgTables(1).luma), new Set([255]));
});

Deno.test("every quality has quantizers of 1 to 255, and none is coarser than at the next lower quality", () => {
  for (let quality = 1; quality <= 100; quality++) {
    const { luma, chroma } = ijgTables(quality);
    for (const entry of [...luma, ...chroma]) assert(Number.isInteger(entry) && entry >= 1 && entry <= 255);
    if (quality > 1) ijgTables(quality - 1).luma.forEach((coarser, i) => assert(luma[i] <= coarser));
  }
});

Deno.test("the quality that fits is lower for more pixels, and never above the one asked for", () => {
  assertEquals(qualityWithin(80, 400 * 300, 49_128), 80);
  assertEquals(qualityWithin(95, 400 * 300, 49_128), 95);
  const larger = [640 * 480, 1280 * 720, 1920 * 1080].map((pixels) => qualityWithin(95, pixels, 49_128));
  assert(95 > larger[0] && larger[0] > larger[1] && larger[1] > larger[2]);
  for (let quality = 1; quality <= 100; quality++) {
    for (const pixels of [1, 1e4, 1e6, 1e8]) {
      const fitting = qualityWithin(quality, pixels, 49_128);
      assert(Number.isInteger(fitting) && fitting >= 1 && fitting <= quality);
    }
  }
});
