import { assertEquals } from "@std/assert";
import { graphemeAfter, graphemeBefore, takeWidth, textWidth } from "../../../src/cli/terminal/text_width.ts";

Deno.test("characters take one, two or no columns", () => {
  for (
    const [text, width] of [
      ["", 0],
      ["plain", 5],
      ["héllo", 5],
      ["e\u0301", 1],
      ["你好", 4],
      ["ﾊﾛｰ", 3],
      ["ハロー", 6],
      ["한국어", 6],
      ["\u1112\u1161\u11ab", 2],
      ["ｆｕｌｌ", 8],
      ["😀", 2],
      ["🇩🇪", 2],
      ["✓ → │ …", 7],
      ["שלום", 4],
      ["a\u200bb", 2],
      ["𠀀", 2],
      ["☎", 1],
      ["☰䷀𝌆", 6],
    ] as const
  ) assertEquals(textWidth(text), width, JSON.stringify(text));
});

Deno.test("joined emoji count as the widest form that a terminal shows", () => {
  assertEquals(textWidth("👨‍👩‍👧"), 6);
  assertEquals(textWidth("☎️"), 2);
});

Deno.test("a text is cut between graphemes", () => {
  assertEquals(takeWidth("你好吗", 5), { text: "你好", width: 4 });
  assertEquals(takeWidth("abc", 10), { text: "abc", width: 3 });
  assertEquals(takeWidth("ae\u0301\u0302b", 2), { text: "ae\u0301\u0302", width: 2 });
  assertEquals(takeWidth("你", 1), { text: "", width: 0 });
  assertEquals(takeWidth("x".repeat(1_000_000), 3), { text: "xxx", width: 3 });
});

Deno.test("the grapheme before and after a position", () => {
  const text = "a👨‍👩‍👧e\u0301";
  assertEquals(graphemeAfter(text, 1), "👨‍👩‍👧");
  assertEquals(graphemeBefore(text, 9), "👨‍👩‍👧");
  assertEquals(graphemeBefore(text, text.length), "e\u0301");
  assertEquals([graphemeAfter(text, text.length), graphemeBefore(text, 0)], ["", ""]);
});

Deno.test("plain text is cut like any other, and a mark after it stays with its letter", () => {
  for (const columns of [-1, 0, 1, 5, 6, 7, 80]) {
    const kept = Math.max(0, Math.min(6, columns));
    assertEquals(takeWidth("plain!", columns), { text: "plain!".slice(0, kept), width: kept }, `${columns}`);
  }
  assertEquals(takeWidth("abe\u0301d", 3), { text: "abe\u0301", width: 3 });
  assertEquals(takeWidth("abe\u0301d", 2), { text: "ab", width: 2 });
  assertEquals(takeWidth("ab\u{1f600}", 2), { text: "ab", width: 2 });
});
