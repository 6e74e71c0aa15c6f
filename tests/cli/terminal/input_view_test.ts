import { assert, assertEquals, assertLess } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { viewInput } from "../../../src/cli/terminal/input_view.ts";
import { textWidth } from "../../../src/cli/terminal/text_width.ts";

Deno.test("a text that fits is shown in full, with the cursor in it", () => {
  assertEquals(viewInput("hello", 2, 10), { before: "he", after: "llo" });
  assertEquals(viewInput("", 0, 10), { before: "", after: "" });
  assertEquals(viewInput("你好", 1, 10), { before: "你", after: "好" });
});

Deno.test("of a longer text the part around the cursor is shown, with marks where more is hidden", () => {
  const text = "abcdefghijklmnopqrstuvwxyz";
  assertEquals(viewInput(text, 26, 10), { before: "…stuvwxyz", after: "" });
  assertEquals(viewInput(text, 0, 10), { before: "", after: "abcdefgh…" });
  assertEquals(viewInput(text, 13, 10), { before: "…ijklm", after: "no…" });
  assertEquals(viewInput(text, 25, 10), { before: "…stuvwxy", after: "z" });
});

Deno.test("line breaks and control characters are shown, not executed", () => {
  assertEquals(viewInput("a\nb\x1b\u202e", 2, 40), { before: "a↵", after: "b␛<U+202E>" });
});

Deno.test("the view never exceeds its columns, and costs the same for a huge text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "你", "👨‍👩‍👧", "e\u0301", " ", "\n", "\u0301"), maxLength: 80 });
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 1, max: 30 }), (text, at, columns) => {
      let cursor = at % (text.length + 1);
      if (!text.slice(0, cursor).isWellFormed()) cursor--;
      const { before, after } = viewInput(text, cursor, columns);
      assert(textWidth(before + after) <= Math.max(1, columns - 1), `${textWidth(before + after)} of ${columns}`);
    }),
    { seed: 2, numRuns: 500 },
  );
  assertLess(viewInput("x".repeat(1_000_000), 500_000, 80).before.length, 80);
});
