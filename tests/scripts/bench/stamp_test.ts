import { assert, assertEquals } from "@std/assert";
import { decodeHex } from "@std/encoding";
import { readStamp } from "../../../scripts/bench/stamp.ts";

/** The bytes from `stamp.py` for source 3, frame 123456, tick 17953452345; and for the largest values. */
const RECORDED = decodeHex("a5301e24042e1bf139f5");
const LARGEST = decodeHex("a5ffffffffffffffff74");

/** A grey picture with `bytes` in two rows of 40 blocks at its lower edge. */
function stamped(bytes: Uint8Array, width: number, height: number, black = 16, white = 235): Uint8Array {
  const picture = new Uint8Array(width * height).fill(128);
  const side = width / 40;
  for (let y = Math.round(height - 2 * side); y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y < height - side ? 0 : 1;
      const bit = row * 40 + Math.floor(x / side);
      picture[y * width + x] = bytes[bit >> 3] >> (7 - (bit & 7)) & 1 ? white : black;
    }
  }
  return picture;
}

Deno.test("a stamp is read at any size and contrast", () => {
  for (const [width, height] of [[640, 480], [400, 300], [320, 180], [121, 90]]) {
    for (const [black, white] of [[16, 235], [0, 255], [100, 110]]) {
      const stamp = readStamp(stamped(RECORDED, width, height, black, white), width, height);
      assert(stamp, `${width}x${height}, ${black} to ${white}`);
      assertEquals([stamp.source, stamp.sequence, Math.round(stamp.madeMs * 10)], [3, 123456, 17953452345]);
    }
  }
});

Deno.test("the largest numbers are read", () => {
  const stamp = readStamp(stamped(LARGEST, 400, 300), 400, 300)!;
  assertEquals([stamp.source, stamp.sequence, Math.round(stamp.madeMs * 10)], [15, 0xffffff, 0xfffffffff]);
});

Deno.test("a picture without a stamp or with a broken one has no stamp", () => {
  assertEquals(readStamp(new Uint8Array(400 * 300), 400, 300), undefined);
  assertEquals(readStamp(stamped(RECORDED, 100, 75), 100, 75), undefined);
  for (let bit = 0; bit < 80; bit++) {
    const broken = RECORDED.slice();
    broken[bit >> 3] ^= 128 >> (bit & 7);
    assertEquals(readStamp(stamped(broken, 400, 300), 400, 300), undefined);
  }
});
