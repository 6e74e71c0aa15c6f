import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { PgmyuvSplitter } from "../../../src/media/picture/pgmyuv_splitter.ts";

const text = (line: string) => new TextEncoder().encode(line);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

// 8 of luma in two rows, then one row of two of U and two of V.
const WIDE = join(text("P5\n4 3\n255\n"), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 21, 22));
// 8 of luma in four rows, then two rows of one of U and one of V. Some bytes look like a header.
const HIGH = join(text("P5\n2 6\n255\n"), text("P5\n2 6\n2"), Uint8Array.of(11, 21, 12, 22));
const PICTURES = [
  { width: 4, height: 2, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 21, 22) },
  { width: 2, height: 4, bytes: join(text("P5\n2 6\n2"), Uint8Array.of(11, 12, 21, 22)) },
];

Deno.test("pictures of differing sizes come out of a stream that is split at any byte", () => {
  const bytes = join(WIDE, HIGH, WIDE);
  for (let at = 0; at <= bytes.length; at++) {
    const splitter = new PgmyuvSplitter();
    const pictures = [...splitter.push(bytes.subarray(0, at)), ...splitter.push(bytes.subarray(at))];
    assertEquals(pictures, [...PICTURES, PICTURES[0]]);
  }
});

for (
  const [what, header] of [
    ["another format", "P6\n4 3\n255\n"],
    ["more than 8 bits", "P5\n4 3\n65535\n"],
    ["an odd width", "P5\n3 3\n255\n"],
    ["a height that is no number of rows", "P5\n4 4\n255\n"],
    ["no size", "P5\n\n255\n"],
    ["a size of 0", "P5\n0 0\n255\n"],
    ["a side of 5000 pixels", "P5\n5000 3\n255\n"],
    ["a line without an end", "P5".repeat(20)],
  ] as const
) {
  Deno.test(`${what} ends it, and is reported once`, () => {
    let told = 0;
    const splitter = new PgmyuvSplitter(() => told++);
    assertEquals(splitter.push(join(WIDE, text(header))), [PICTURES[0]]);
    assertEquals(splitter.push(WIDE), []);
    assertEquals(told, 1);
  });
}

Deno.test("random bytes never make it throw", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), fc.boolean(), (pieces, isStream) => {
    const splitter = new PgmyuvSplitter();
    if (isStream) splitter.push(text("P5\n4 3\n255\n"));
    for (const piece of pieces) {
      for (const { width, height, bytes } of splitter.push(piece)) assertEquals(bytes.length, width * height * 3 / 2);
    }
  }));
});
