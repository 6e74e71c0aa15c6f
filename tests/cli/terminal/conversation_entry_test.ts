import { assert, assertEquals } from "@std/assert";
import { lineEntry, noticeEntry } from "../../../src/cli/terminal/conversation_entry.ts";
import type { ConversationLine } from "../../../src/port/display.ts";
import { paintRow } from "../../../src/cli/terminal/styled_text.ts";
import { entryRows } from "../../../src/cli/terminal/screen.ts";

const AT_MS = new Date(2026, 0, 2, 14, 5).getTime();
const rowsOf = (entry: Parameters<typeof entryRows>[0], columns = 60) =>
  entryRows(entry, columns).map((row) => paintRow(row, false));

const line = (from: "local" | "remote", name: string, text: string, more: Partial<ConversationLine> = {}) =>
  lineEntry({ id: 1, epochMs: AT_MS, from, name, text, ...more });
const theirs = (name: string, text: string) => line("remote", name, text);

Deno.test("a line shows its time, name and text; line breaks are kept, with a margin", () => {
  assertEquals(rowsOf(theirs("Ann", "one\r\ntwo\tthree")), [
    "14:05 Ann: one",
    "      │ two    three",
  ]);
});

Deno.test("nothing from a peer is executed, not even in its name", () => {
  const rows = rowsOf(theirs("\x1b[2J\u202eA\n", "\x1b[31mred\x07\u2028\u202e"));
  assertEquals(rows, ["14:05 ␛[2J<U+202E>A␊: ␛[31mred␇<U+2028><U+202E>"]);
});

Deno.test("long names are cut, and so are piles of combining marks", () => {
  assertEquals(rowsOf(theirs("n".repeat(1000), "x"))[0], `14:05 ${"n".repeat(24)}…: x`);
  const [row] = rowsOf(theirs("A", `z${"\u0301".repeat(500)}y`));
  assertEquals(row, `14:05 A: z${"\u0301".repeat(4)}y`);
});

Deno.test("a text of a megabyte, or of a thousand lines, is cut with a note on how much is missing", () => {
  const long = rowsOf(theirs("A", "x".repeat(1_000_000)), 80);
  assert(long.length < 60);
  assertEquals(long.at(-1), "      │ --events FILE keeps them all]".slice(0, 8) + long.at(-1)!.slice(8));
  assert(long.join(" ").includes("[996,000 more characters are not shown"));
  const tall = rowsOf(theirs("A", "x\n".repeat(1000)), 80);
  assertEquals(tall.length, 41);
  assert(tall.at(-1)!.includes("[1,921 more characters are not shown"));
});

Deno.test("a notice starts like no line of the conversation can", () => {
  assertEquals(rowsOf(noticeEntry(AT_MS, "the link is lost\x07")), ["14:05 · the link is lost␇"]);
  assertEquals(rowsOf(theirs("· ", "x")), ["14:05 · : x"]);
});

Deno.test("a local line starts with its delivery mark, and takes the same rows for each mark", () => {
  const deliveries = ["waiting", "sent", "delivered", "lost"] as const;
  const rows = deliveries.map((delivery) => rowsOf(line("local", "Bob", "one two three four", { delivery }), 24));
  assertEquals(rows.map(([first]) => first.slice(6)), [
    "… You: one two",
    "→ You: one two",
    "✓ You: one two",
    "✗ You: one two",
  ]);
  assertEquals(rows.map(([, second]) => second), Array(4).fill("      │ three four"));
});

Deno.test("a peer's name cannot make its line look like a local one", () => {
  assertEquals(rowsOf(theirs("✓ Bob", "I agree")), ["14:05 <U+2713> Bob: I agree"]);
});
