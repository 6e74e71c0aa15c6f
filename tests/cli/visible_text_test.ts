import { assertEquals } from "@std/assert";
import { visibleText } from "../../src/cli/visible_text.ts";

Deno.test("controls are shown, not obeyed", () => {
  assertEquals(visibleText("\x1b[2J"), "␛[2J");
  assertEquals(visibleText("a\r\nb\tc\0\x07\x7f"), "a␍␊b␉c␀␇␡");
  assertEquals(visibleText("\x9b31m"), "<U+009B>31m");
  assertEquals(visibleText("\x85\u2028\u2029"), "<U+0085><U+2028><U+2029>");
});

Deno.test("text cannot be made to read other than it is", () => {
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

Deno.test("no control of any kind is left, whatever the text", () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join("");
  // deno-lint-ignore no-control-regex
  assertEquals(visibleText(all).match(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/), null);
});
