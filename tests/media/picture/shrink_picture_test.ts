import { assertEquals, assertStrictEquals } from "@std/assert";
import { I420 } from "../../../src/media/picture/picture_layout.ts";
import { shrinkPicture } from "../../../src/media/picture/shrink_picture.ts";

/** A picture whose left half is red and whose right half is blue. */
function halves(width: number, height: number) {
  const picture = { width, height, bytes: new Uint8Array(I420.bytes(width, height)) };
  I420.fill(picture, 0, 0, width / 2, height, [255, 0, 0]);
  I420.fill(picture, width / 2, 0, width / 2, height, [0, 0, 255]);
  return picture;
}

Deno.test("a picture becomes a whole number of times smaller, in all three planes", () => {
  assertEquals(shrinkPicture(halves(64, 48), 32), halves(32, 24));
  assertEquals(shrinkPicture(halves(1280, 720), 320), halves(320, 180));
  assertEquals(shrinkPicture(halves(48, 24), 20), halves(16, 8));
});

Deno.test("a picture that is small enough stays unchanged", () => {
  const picture = halves(320, 240);
  assertStrictEquals(shrinkPicture(picture, 320).bytes, picture.bytes);
});

Deno.test("the sides stay even, and never become 0", () => {
  const size = (width: number, height: number) => {
    const small = shrinkPicture(halves(width, height), 8);
    assertEquals(small.bytes.length, small.width * small.height * 3 / 2);
    return [small.width, small.height];
  };
  assertEquals([size(20, 18), size(64, 2), size(10, 400)], [[6, 6], [8, 2], [4, 200]]);
});

Deno.test("fine stripes become their mean", () => {
  const bytes = new Uint8Array(4 * 4 * 3 / 2).map((_, at) => at < 16 ? at % 2 * 100 : 128);
  assertEquals([...shrinkPicture({ width: 4, height: 4, bytes }, 2).bytes], [50, 50, 50, 50, 128, 128]);
});
