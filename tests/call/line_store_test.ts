import { assertEquals } from "@std/assert";
import { KEPT_LINES, KEPT_TEXT, LineStore } from "../../src/call/line_store.ts";
import type { ConversationLine } from "../../src/port/display.ts";

const line = (id: number, text = "hello", delivery?: ConversationLine["delivery"]): ConversationLine => ({
  id,
  from: "local",
  name: "Ada",
  text,
  epochMs: 0,
  delivery,
});

Deno.test("a line keeps its place when its delivery changes; local and remote ids are separate", () => {
  const lines = new LineStore();
  lines.put(line(1, "one", "sent"));
  lines.put({ ...line(1, "theirs"), from: "remote" });
  lines.put(line(1, "one", "delivered"));
  assertEquals(lines.all().map(({ text, delivery }) => [text, delivery]), [["one", "delivered"], [
    "theirs",
    undefined,
  ]]);
});

Deno.test("the oldest lines are removed when there are too many", () => {
  const lines = new LineStore();
  for (let id = 0; id < KEPT_LINES + 3; id++) lines.put(line(id));
  assertEquals([lines.all().length, lines.all()[0].id], [KEPT_LINES, 3]);
});

Deno.test("the oldest lines are removed when they are too long together, but the newest always stays", () => {
  const lines = new LineStore();
  lines.put(line(1));
  lines.put(line(2, "x".repeat(KEPT_TEXT - 4)));
  assertEquals(lines.all().map(({ id }) => id), [2]);
  lines.put(line(3, "y".repeat(KEPT_TEXT + 1)));
  assertEquals(lines.all().map(({ id }) => id), [3]);
  lines.put(line(4));
  assertEquals(lines.all().map(({ id }) => id), [4]);
});
