import { assertEquals, assertThrows } from "@std/assert";
import { findMagenta, readLayout } from "../../../scripts/bench_window/framebuffer.ts";

/**
 * A screen with 20x10 pixels as the X server writes it: a header of 100 bytes and a name, two colours, lines of 84 bytes.
 */
function screen(bitsPerPixel = 32): Uint8Array {
  const file = new Uint8Array(108 + 2 * 12 + 10 * 84);
  const view = new DataView(file.buffer);
  [108, 7, 2, 24, 20, 10, 0, 0, 32, 0, 32, bitsPerPixel, 84, 4, 0xff0000, 0xff00, 0xff, 8, 256, 2, 20, 10, 0, 0, 0]
    .forEach((number, at) => view.setUint32(4 * at, number));
  return file;
}

Deno.test("the layout of a screen's file is read", () => {
  assertEquals(readLayout(screen()), { width: 20, height: 10, bytesPerLine: 84, offset: 132 });
  assertThrows(() => readLayout(screen(16)), Error, "32 bits");
});

Deno.test("the box around all magenta pixels is found", () => {
  const file = screen();
  const layout = readLayout(file);
  assertEquals(findMagenta(file, layout), undefined);
  for (const [x, y] of [[3, 2], [12, 7], [5, 8]]) file.set([250, 4, 253, 0], 132 + 84 * y + 4 * x);
  file.set([255, 255, 255, 0], 132);
  assertEquals(findMagenta(file, layout), { left: 3, top: 2, width: 10, height: 7 });
});
