import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { PIECE_UNITS } from "../../../src/cli/console/text_pieces.ts";
import { visibleName, visiblePieces, visibleText } from "../../../src/cli/console/visible_text.ts";

Deno.test("control characters are shown, not executed", () => {
  assertEquals(visibleText("\x1b[2J"), "␛[2J");
  assertEquals(visibleText("a\r\nb\tc\0\x07\x7f"), "a␍␊b␉c␀␇␡");
  assertEquals(visibleText("\x9b31m"), "<U+009B>31m");
  assertEquals(visibleText("\x85\u2028\u2029"), "<U+0085><U+2028><U+2029>");
});

Deno.test("text cannot be made to look different from what it is", () => {
  assertEquals(visibleText("\u202egnp.exe"), "<U+202E>gnp.exe");
  for (const code of [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x2066, 0x2067, 0x2068, 0x2069]) {
    assertEquals(visibleText(String.fromCharCode(code)), `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`);
  }
});

Deno.test("half a surrogate pair becomes one whole character", () => {
  assertEquals(visibleText("a\ud83db"), "a\ufffdb");
});

Deno.test("everything else stays as it is", () => {
  const text = "héllo ✓ 你好 👨‍👩‍👧 שלום e\u0301 <b>&amp; https://example.org/";
  assertEquals(visibleText(text), text);
});

Deno.test("no control character is left, whatever the text", () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join("");
  // deno-lint-ignore no-control-regex
  assertEquals(visibleText(all).match(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/), null);
});

Deno.test("whatever the text, nothing is executed, nothing else changes, and it is complete", () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 3 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      "\x1b[2J",
      "\x1b]0;t\x07",
      "\r\n",
      "\u202e",
      "\u2066",
      "\u200b",
      "e\u0301",
      "👨‍👩‍👧",
      "<b>",
      "https://a.b/?c=d&e",
    ),
  );
  fc.assert(
    fc.property(fc.array(unit).map((parts) => parts.join("")), (text) => {
      for (const shown of [visibleText(text), visibleName(text)]) {
        assert(shown.isWellFormed());
        assert(!/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(shown), JSON.stringify(shown));
        assertEquals(visibleText(shown), shown);
      }
      assertEquals(visibleText(text).replace(/<U\+[0-9A-F]{4}>|[\u2400-\u2421]/g, ""), harmless(text));
    }),
    { seed: 5, numRuns: 1000 },
  );
});

/** The part of a text that a terminal shows unchanged. */
function harmless(text: string): string {
  return text.toWellFormed().replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2400-\u2421]|<U\+[0-9A-F]{4}>/gu,
    "",
  );
}

Deno.test("a name contains no invisible characters, except those that scripts and emoji need", () => {
  assertEquals(visibleName("Bob\u200b"), "Bob<U+200B>");
  assertEquals(visibleName("\ufeffB\u00ado\u2060b\u034f\u3164"), "<U+FEFF>B<U+00AD>o<U+2060>b<U+034F><U+3164>");
  assertEquals(visibleName("\u{e0001}a"), "<U+E0001>a");
  assertEquals(
    visibleName(`z${"\u0301".repeat(99)}${"\u200b".repeat(99)}`),
    `z${"\u0301".repeat(4)}${"<U+200B>".repeat(4)}`,
  );
  const scotland = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
  for (const name of [`Ann ${scotland}`, "می‌خواهم", "👨‍👩‍👧", "☎️ Bob", "Zoë", "山田"]) {
    assertEquals(visibleName(name), name);
  }
});

Deno.test("a text shown in pieces looks the same, and no piece is long", () => {
  for (const unit of ["x", "\x1b", "\u202e", "😀", "a😀", "\ud83d", "\ude00", "e\u0301"]) {
    const text = unit.repeat(3 * PIECE_UNITS / unit.length + 7);
    const pieces = [...visiblePieces(text)];
    assertEquals(pieces.join(""), visibleText(text), JSON.stringify(unit));
    assert(pieces.every(({ length }) => length <= 8 * PIECE_UNITS));
  }
});
