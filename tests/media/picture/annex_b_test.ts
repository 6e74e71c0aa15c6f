import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { nalUnits } from "../../../src/media/picture/annex_b.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const found = (text: string) => {
  const units = nalUnits(hex(text));
  return typeof units === "string" ? units : units.map(({ type, start, end }) => [type, start, end]);
};

Deno.test("NAL units stand between start codes of three or four bytes; zeros after them are not a part of them", () => {
  assertEquals(found("000001 65aa"), [[5, 3, 5]]);
  assertEquals(found("00000001 09f0 000001 6588 00000001 41bb 0000"), [[9, 4, 6], [5, 9, 11], [1, 15, 17]]);
  assertEquals(found("0000000000 01 41 00 00 000001 61"), [[1, 6, 7], [1, 12, 13]]);
});

Deno.test("what does not begin with a start code is malformed, or truncated if it could have become one", () => {
  for (const text of ["", "00", "0000", "00000000", "000001", "00000001 41 000001"]) {
    assertEquals(found(text), "picture_truncated", text);
  }
  for (const text of ["41", "0000 02", "41 000001 41", "01 000001 41"]) {
    assertEquals(found(text), "picture_malformed", text);
  }
});

Deno.test("a NAL unit with its forbidden bit set is malformed", () => {
  assertEquals(found("000001 c1"), "picture_malformed");
  assertEquals(found("000001 41 000001 e5"), "picture_malformed");
});

Deno.test("a NAL unit without a byte is malformed", () => {
  assertEquals(found("000001 000001 41"), "picture_malformed");
});

Deno.test("more NAL units than any picture has are malformed", () => {
  assertEquals((found("000001 41".repeat(300)) as unknown[]).length, 300);
  assertEquals(found("000001 41".repeat(301)), "picture_malformed");
});

Deno.test("any bytes give NAL units within them, in order, or a named failure", () => {
  const bytes = fc.array(fc.oneof(fc.constantFrom(0, 0, 1), fc.nat({ max: 255 })), { maxLength: 60 });
  fc.assert(fc.property(bytes, (values) => {
    const units = nalUnits(Uint8Array.from([0, 0, 1, ...values]));
    if (typeof units === "string") return assert(/^picture_(malformed|truncated)$/.test(units));
    let last = 0;
    for (const { start, end } of units) {
      assert(start >= last + 3 && end > start && end <= values.length + 3);
      last = end;
    }
  }));
});
