import { assertEquals } from "@std/assert";
import { plainLine, plainText } from "../../../../src/io/window/page/plain_text.js";

Deno.test("control characters and bidirectional overrides are made visible, the rest stays", () => {
  assertEquals(plainText("a\u001b[31mb\u0000\u007f\u009b"), "a\u241b[31mb\u2400\u2421\ufffd");
  assertEquals(plainText("abc\u202egnp.exe\u2066\u200f"), "abc\ufffdgnp.exe\ufffd\ufffd");
  assertEquals(plainText("<b>\t\u4f60\u597d\r\n\ud83d\ude00"), "<b>\t\u4f60\u597d\n\ud83d\ude00");
});

Deno.test("plainLine gives one short line", () => {
  assertEquals(plainLine("  Ada\n\tLovelace "), "Ada Lovelace");
  assertEquals(plainLine("x".repeat(1_000_000)), "x".repeat(59) + "\u2026");
});
