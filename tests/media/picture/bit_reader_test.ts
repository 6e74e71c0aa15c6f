import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { BitReader } from "../../../src/media/picture/bit_reader.ts";
import { bits } from "./bit_writer.ts";

Deno.test("numbers of any width are read as they were written", () => {
  const number = fc.nat({ max: 32 }).chain((count) =>
    fc.tuple(fc.constant(count), fc.nat({ max: count === 0 ? 0 : Math.min(2 ** count - 1, 2 ** 31 - 1) }))
  );
  fc.assert(fc.property(fc.array(number), (numbers) => {
    const reader = new BitReader(bits(...numbers.filter(([count]) => count > 0)));
    for (const [count, value] of numbers) assertEquals(reader.bits(count), value);
    assertEquals(reader.isPastEnd, false);
  }));
});

Deno.test("32 bits are an unsigned number", () => {
  assertEquals(new BitReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff)).bits(32), 0xffffffff);
});

Deno.test("past the end it reads zeros, and says so", () => {
  const reader = new BitReader(Uint8Array.of(0xff, 0xff, 0xff), 1, 2);
  assertEquals([reader.bits(8), reader.isPastEnd], [0xff, false]);
  assertEquals([reader.bits(4), reader.isPastEnd], [0, true]);
  const skipping = new BitReader(Uint8Array.of(0xff));
  skipping.skip(8);
  assertEquals(skipping.isPastEnd, false);
  skipping.skip(1);
  assertEquals([skipping.flag(), skipping.isPastEnd], [false, true]);
});
