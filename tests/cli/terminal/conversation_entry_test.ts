import { assert, assertEquals } from "@std/assert";
import { noticeEntry, spokenEntry } from "../../../src/cli/terminal/conversation_entry.ts";
import { paintRow } from "../../../src/cli/terminal/styled_text.ts";
import { entryRows } from "../../../src/cli/terminal/screen.ts";

const AT_MS = new Date(2026, 0, 2, 14, 5).getTime();
const rowsOf = (entry: Parameters<typeof entryRows>[0], columns = 60) =>
  entryRows(entry, columns).map((row) => paintRow(row, false));

Deno.test("a line has its time, its name and its text; line breaks stay, under a margin", () => {
  assertEquals(rowsOf(spokenEntry(AT_MS, "Ann", "remote", "one\r\ntwo\tthree")), [
    "14:05 Ann: one",
    "      │ two    three",
  ]);
});

Deno.test("nothing from a peer is obeyed, in its name neither", () => {
  const rows = rowsOf(spokenEntry(AT_MS, "\x1b[2J\u202eA\n", "remote", "\x1b[31mred\x07\u2028\u202e"));
  assertEquals(rows, ["14:05 ␛[2J<U+202E>A␊: ␛[31mred␇<U+2028><U+202E>"]);
});

Deno.test("a long name is cut, and so are heaps of marks", () => {
  assertEquals(rowsOf(spokenEntry(AT_MS, "n".repeat(1000), "remote", "x"))[0], `14:05 ${"n".repeat(24)}…: x`);
  const [row] = rowsOf(spokenEntry(AT_MS, "A", "remote", `z${"\u0301".repeat(500)}y`));
  assertEquals(row, `14:05 A: z${"\u0301".repeat(4)}y`);
});

Deno.test("a text of a megabyte, or of a thousand lines, is cut with a note of how much there is", () => {
  const long = rowsOf(spokenEntry(AT_MS, "A", "remote", "x".repeat(1_000_000)), 80);
  assert(long.length < 60);
  assertEquals(long.at(-1), "      │ --events FILE keeps them all]".slice(0, 8) + long.at(-1)!.slice(8));
  assert(long.join(" ").includes("[996,000 more characters are not shown"));
  const tall = rowsOf(spokenEntry(AT_MS, "A", "remote", "x\n".repeat(1000)), 80);
  assertEquals(tall.length, 41);
  assert(tall.at(-1)!.includes("[1,921 more characters are not shown"));
});

Deno.test("a notice begins as no line of the conversation can", () => {
  assertEquals(rowsOf(noticeEntry(AT_MS, "the link is lost\x07")), ["14:05 · the link is lost␇"]);
  assertEquals(rowsOf(spokenEntry(AT_MS, "· ", "remote", "x")), ["14:05 · : x"]);
});
