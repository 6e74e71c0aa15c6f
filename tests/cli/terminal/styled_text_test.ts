import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutRow, paintRow, type Row, rowWidth, wrapText } from "../../../src/cli/terminal/styled_text.ts";

const plain = (row: Row) => row.map(({ text }) => text).join("");
const INDENT = { text: "  | " };

Deno.test("a tone is a colour, or nothing where there are none", () => {
  const row: Row = [{ text: "a", tone: "bad" }, { text: "b" }, { text: "", tone: "good" }];
  assertEquals(paintRow(row, true), "\x1b[1;31ma\x1b[0mb");
  assertEquals(paintRow(row, false), "ab");
});

Deno.test("a row is cut to its columns, with a mark", () => {
  const row: Row = [{ text: "你好", tone: "good" }, { text: " world" }];
  assertEquals(cutRow(row, 10), row);
  assertEquals(plain(cutRow(row, 9)), "你好 wor…");
  assertEquals(plain(cutRow(row, 4)), "你…");
  assertEquals([plain(cutRow(row, 1)), plain(cutRow(row, 0))], ["…", ""]);
});

Deno.test("a text is broken at blanks, and anywhere where there are none; later rows are indented", () => {
  const rows = (text: string, columns: number) =>
    wrapText([{ text: "A: " }], text, { columns, indent: INDENT }).map(plain);
  assertEquals(rows("one two three four", 12), ["A: one two", "  | three", "  | four"]);
  assertEquals(rows("abcdefghijklmnop", 10), ["A: abcdefg", "  | hijklm", "  | nop"]);
  assertEquals(rows("一二三四五", 9), ["A: 一二三", "  | 四五"]);
  assertEquals(rows("one\n\ntwo", 12), ["A: one", "  | ", "  | two"]);
  assertEquals(rows("", 12), ["A: "]);
});

Deno.test("no blanks can bring a text to the beginning of a row", () => {
  const spoof = `hi${" ".repeat(78)}B: yes`;
  for (let columns = 10; columns < 90; columns++) {
    const rows = wrapText([{ text: "A: " }], spoof, { columns, indent: INDENT }).map(plain);
    for (const row of rows.slice(1)) assert(row.startsWith("  | "));
  }
});

Deno.test("every character is on some row, and no row is wider than it may be", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "bc", "你", "👨‍👩‍👧", "e\u0301", " ", "  ", "\n"), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 16, max: 40 }), (text, columns) => {
      const rows = wrapText([{ text: "A: " }], text, { columns, indent: INDENT });
      for (const row of rows) assert(rowWidth(row) <= columns, `${rowWidth(row)} of ${columns}`);
      const letters = rows.map((row, at) => plain(row).slice(at === 0 ? 3 : INDENT.text.length)).join("");
      assertEquals(letters.replace(/\s/g, ""), text.replace(/\s/g, ""));
    }),
    { seed: 3, numRuns: 500 },
  );
});
