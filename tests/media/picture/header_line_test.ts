import { assertEquals } from "@std/assert";
import { HeaderLine } from "../../../src/media/picture/header_line.ts";

const text = (line: string) => new TextEncoder().encode(line);

Deno.test("a line that arrives in pieces, and the next one", () => {
  const line = new HeaderLine(4);
  assertEquals(line.read(text("-ab"), 1), { next: 3 });
  assertEquals(line.read(text("cd\n\nef"), 0), { next: 3, line: "abcd" });
  assertEquals(line.read(text("cd\n\nef"), 3), { next: 4, line: "" });
});

Deno.test("a line that is too long is refused, in one piece or in two", () => {
  assertEquals(new HeaderLine(4).read(text("abcde\n"), 0), undefined);
  const line = new HeaderLine(4);
  line.read(text("abc"), 0);
  assertEquals(line.read(text("de\n"), 0), undefined);
});

Deno.test("a byte beyond ASCII is a character of its own", () => {
  assertEquals(new HeaderLine(4).read(Uint8Array.of(0xfc, 10), 0), { next: 2, line: "ü" });
});
