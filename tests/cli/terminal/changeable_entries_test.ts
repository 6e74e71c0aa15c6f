import { assertEquals } from "@std/assert";
import { ChangeableEntries } from "../../../src/cli/terminal/changeable_entries.ts";
import type { Entry } from "../../../src/cli/terminal/screen.ts";

const entry = (id: number, pending: boolean, text = ""): Entry => ({
  head: [],
  text,
  indent: { text: "" },
  id,
  pending,
});

/** Entries with ids from 1 on. Each takes as many rows as its id. */
function printed(...pending: boolean[]): ChangeableEntries {
  const entries = new ChangeableEntries();
  for (const [at, open] of pending.entries()) entries.add(entry(at + 1, open), Array(at + 1).fill(at + 1));
  return entries;
}

Deno.test("all entries from the first changed one on are printed again, with their rows", () => {
  const entries = printed(true, true, false);
  assertEquals(entries.changed, false);
  entries.replace(entry(2, false, "new"));
  entries.replace(entry(7, false));
  assertEquals([entries.changed, entries.changedWidths], [true, [2, 2, 3, 3, 3]]);
  assertEquals(entries.takeChanged().map(({ id, text }) => [id, text]), [[2, "new"], [3, ""]]);
  assertEquals([entries.changed, entries.widths], [false, [1]]);
});

Deno.test("settled entries before the first open one are released; later ones are kept", () => {
  const entries = printed(false, true, false);
  entries.trim(() => true);
  assertEquals(entries.takeAll().map(({ id }) => id), [2, 3]);
  const settled = printed(false, false);
  settled.trim(() => true);
  assertEquals(settled.widths, []);
});

Deno.test("an entry that is settled but not yet printed so is kept until it is", () => {
  const entries = printed(true);
  entries.replace(entry(1, false));
  entries.trim(() => true);
  assertEquals(entries.takeAll().map(({ id }) => id), [1]);
});

Deno.test("the oldest entries are released until the rest can be reached", () => {
  const entries = printed(true, true, true);
  entries.trim((widths) => widths.length <= 4);
  assertEquals(entries.widths, [3, 3, 3]);
  entries.forget();
  assertEquals(entries.widths, []);
});

Deno.test("entries are kept until it is known that nothing is left above them", () => {
  const entries = printed(false);
  entries.keepFromHere();
  entries.add(entry(2, false), [2, 2]);
  entries.trim(() => true);
  assertEquals(entries.widths, [2, 2]);
  entries.confirm([30, 4]);
  entries.trim(() => true);
  assertEquals([entries.changed, entries.widths], [false, [30, 4, 2, 2]]);
  assertEquals(entries.takeAll().map(({ id }) => id), [2]);
  entries.keepFromHere();
  entries.add(entry(3, false), [3]);
  entries.confirm([]);
  entries.trim(() => true);
  assertEquals(entries.widths, []);
});
