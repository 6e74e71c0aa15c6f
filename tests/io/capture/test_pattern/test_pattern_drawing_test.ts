import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { BARS, TestPatternDrawing } from "../../../../src/io/capture/test_pattern/test_pattern_drawing.ts";

function draw(width: number, height: number, n: number, time = "12:34:56"): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  new TestPatternDrawing(width, height).draw(rgba, n, time);
  return rgba;
}

Deno.test("colour bars from left to right, opaque everywhere", () => {
  const rgba = draw(400, 300, 0);
  const pixel = (x: number, y: number) => [...rgba.subarray((y * 400 + x) * 4, (y * 400 + x) * 4 + 3)];
  for (const [i, color] of BARS.entries()) assertEquals(pixel(Math.floor((i + 0.5) * 400 / 7), 90), [...color]);
  for (let at = 3; at < rgba.length; at += 4) assertEquals(rgba[at], 255);
});

/** How many of the rows' pixels differ between two pictures. */
function differences(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  fromRow: number,
  toRow: number,
  width: number,
): number {
  let count = 0;
  for (let at = fromRow * width * 4; at < toRow * width * 4; at++) if (a[at] !== b[at]) count++;
  return count;
}

Deno.test("one part moves, and so do the clock and the number; the bars do not", () => {
  const [first, second] = [draw(400, 300, 1), draw(400, 300, 2)];
  assertEquals(differences(first, second, 0, 180, 400), 0);
  assertNotEquals(differences(first, second, 180, 225, 400), 0);
  assertNotEquals(differences(first, second, 225, 300, 400), 0);
  assertNotEquals(differences(draw(400, 300, 1, "12:34:57"), first, 225, 300, 400), 0);
});

Deno.test("the block returns, and never leaves the picture", () => {
  const light = (n: number) => {
    const rgba = draw(100, 75, n);
    const row = Math.floor(75 * 0.65);
    return Array.from({ length: 100 }, (_, x) => rgba[(row * 100 + x) * 4]).filter((red) => red === 235).length;
  };
  for (let n = 0; n < 400; n++) assertEquals(light(n), 11);
});

Deno.test("any size can be drawn", () => {
  for (const [width, height] of [[1, 1], [16, 12], [401, 301], [40, 300], [1920, 1080]]) {
    assert(draw(width, height, 1234567).length === width * height * 4);
  }
});
