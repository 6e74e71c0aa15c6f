import { assertEquals } from "@std/assert";
import { fixedPictures } from "../../../scripts/bench/fixed_pictures.ts";

Deno.test("pictures come out of a stream in pieces of any length, and a part of one does not", async () => {
  async function* stream() {
    for (const piece of [[1, 2], [3], [4, 5, 6, 7, 8, 9, 10], [], [11]]) {
      yield await Promise.resolve(Uint8Array.from(piece));
    }
  }
  const pictures: number[][] = [];
  for await (const picture of fixedPictures(stream(), 3)) pictures.push([...picture]);
  assertEquals(pictures, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
});
