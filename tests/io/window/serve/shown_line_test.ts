import { assertEquals } from "@std/assert";
import { SHOWN_TEXT, shownLine } from "../../../../src/io/window/serve/shown_line.ts";
import type { ConversationLine } from "../../../../src/port/display.ts";

const line = (id: number, text: string): ConversationLine => ({ id, from: "local", name: "Ada", text, epochMs: 0 });

Deno.test("of a text that is too long the page gets the beginning, and the length of the rest", () => {
  const short = line(1, "x".repeat(SHOWN_TEXT));
  assertEquals(shownLine(short), short);
  assertEquals(shownLine(line(1, `${short.text}yy`)), { ...short, leftOut: 2 });
  const pair = shownLine(line(1, `${"x".repeat(SHOWN_TEXT - 1)}😀`));
  assertEquals([pair.text.length, pair.text.isWellFormed(), pair.leftOut], [SHOWN_TEXT - 1, true, 2]);
});
