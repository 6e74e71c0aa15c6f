import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { cutRow, paintRow, type Row, rowWidth, wrapText } from "../../../src/cli/terminal/styled_text.ts";
import { limitMarks } from "../../../src/cli/console/combining_marks.ts";
import { visibleText } from "../../../src/cli/console/visible_text.ts";

const plain = (row: Row) => row.map(({ text }) => text).join("");
const INDENT = { text: "  | " };

Deno.test("a tone is a colour, or nothing without colours", () => {
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

Deno.test("a text is broken at blanks, or anywhere without blanks; later rows are indented", () => {
  const rows = (text: string, columns: number) =>
    wrapText([{ text: "A: " }], text, { columns, indent: INDENT }).map(plain);
  assertEquals(rows("one two three four", 12), ["A: one two", "  | three", "  | four"]);
  assertEquals(rows("abcdefghijklmnop", 10), ["A: abcdefg", "  | hijklm", "  | nop"]);
  assertEquals(rows("一二三四五", 9), ["A: 一二三", "  | 四五"]);
  assertEquals(rows("one\n\ntwo", 12), ["A: one", "  | ", "  | two"]);
  assertEquals(rows("one two     three", 11), ["A: one two", "  | three"]);
  assertEquals(rows("", 12), ["A: "]);
});

Deno.test("no blanks can move a text to the start of a row", () => {
  const spoof = `hi${" ".repeat(78)}B: yes`;
  for (let columns = 10; columns < 90; columns++) {
    const rows = wrapText([{ text: "A: " }], spoof, { columns, indent: INDENT }).map(plain);
    for (const row of rows.slice(1)) assert(row.startsWith("  | "));
  }
});

Deno.test("every character is on some row, and no row is too wide", () => {
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

Deno.test("piles of combining marks and zero-width characters are painted as a few", () => {
  const painted = (text: string) => paintRow([{ text }], false);
  assertEquals(painted(`z${"\u0301".repeat(500)}y`), `z${"\u0301".repeat(4)}y`);
  assertEquals(
    painted(`a${"\u200d".repeat(500)}b${"\u1160".repeat(500)}c`),
    `a${"\u200d".repeat(8)}b${"\u1160".repeat(8)}c`,
  );
  const kept = "👨‍👩‍👧‍👦 \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} שִׁ֔ กิ้ ệ";
  assertEquals(painted(kept), kept);
});

Deno.test("whatever a peer writes, no row is too wide and none contains half a character", () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      "\u0301".repeat(300),
      "\u200d".repeat(300),
      "👨‍👩‍👧‍👦",
      "🇩🇪",
      "你",
      " ",
      "\u{e0067}".repeat(200),
      "\u1160",
      "ﷺ",
    ),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), fc.integer({ min: 16, max: 90 }), (parts, columns) => {
      const text = visibleText(parts.join(""));
      const rows = wrapText([{ text: "A: " }], text, { columns, indent: INDENT });
      for (const row of [...rows, cutRow([{ text }], columns)]) {
        assert(rowWidth(row) <= columns, `${rowWidth(row)} of ${columns}`);
        assert(plain(row).isWellFormed());
        assert(paintRow(row, false).length <= 3 + 17 * columns, `${paintRow(row, false).length}`);
      }
      const letters = rows.map((row, at) => plain(row).slice(at === 0 ? 3 : INDENT.text.length)).join("");
      assertEquals(letters.replace(/\s/g, ""), limitMarks(text).replace(/\s/g, ""));
    }),
    { seed: 6, numRuns: 60 },
  );
});
