import { assertEquals } from "@std/assert";
import { cauchy, encodeParity, invert, recover } from "../../../src/media/transport/reed_solomon.ts";
import { SeededRandom } from "../../fake/random.ts";

/** The slow reference: shift and add, reduced by x^8 + x^4 + x^3 + x^2 + 1. */
function slowMultiply(a: number, b: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if (b & (1 << i)) product ^= a << i;
  for (let i = 15; i >= 8; i--) if (product & (1 << i)) product ^= 0x11d << (i - 8);
  return product;
}

Deno.test("the field's products and inverses are those of the slow reference", () => {
  for (let a = 1; a < 256; a++) assertEquals(slowMultiply(a, invert(a)), 1);
  // The parity of one shard is its product with a weight of the matrix. There are 254 rows, each with another weight.
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const weights = new Set<number>();
  for (const [row, products] of encodeParity([every], every.length, 254).entries()) {
    weights.add(cauchy(row, 0));
    every.forEach((byte) => assertEquals(products[byte], slowMultiply(byte, cauchy(row, 0))));
  }
  assertEquals(weights.size, 254);
});

Deno.test("parity is the sum of the data weighted by the matrix", () => {
  const data = [[1, 2], [3, 4], [5]].map((bytes) => Uint8Array.from(bytes));
  const [first, second] = encodeParity(data, 2, 2);
  for (const [row, parity] of [first, second].entries()) {
    for (let at = 0; at < 2; at++) {
      let sum = 0;
      data.forEach((shard, column) => sum ^= slowMultiply(shard[at] ?? 0, cauchy(row, column)));
      assertEquals(parity[at], sum);
    }
  }
});

Deno.test("any k of k + m shards give the data back", () => {
  const random = new SeededRandom(6);
  for (let round = 0; round < 300; round++) {
    const k = 1 + random.below(round % 30 === 0 ? 200 : 24), m = 1 + random.below(Math.min(255 - k, 16));
    const shardBytes = 1 + random.below(40);
    const data = Array.from(
      { length: k },
      (_, i) => random.bytes(i === k - 1 ? 1 + random.below(shardBytes) : shardBytes),
    );
    const parity = encodeParity(data, shardBytes, m);
    const present: (Uint8Array | undefined)[] = [...data];
    const kept = new Map(parity.entries());
    for (let lost = 0; lost < m; lost++) {
      const index = random.below(k + m);
      if (index < k) present[index] = undefined;
      else kept.delete(index - k);
    }
    recover(present, kept, shardBytes);
    data.forEach((shard, i) => assertEquals(present[i]!.subarray(0, shard.length), shard));
  }
});
