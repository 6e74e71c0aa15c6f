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

/** Entries with ids from 1 on; each takes as many rows as its number says. */
function printed(...pending: boolean[]): ChangeableEntries {
  const entries = new ChangeableEntries();
  for (const [at, open] of pending.entries()) entries.add(entry(at + 1, open), Array(at + 1).fill(at + 1));
  return entries;
}

Deno.test("from the first changed entry on all are printed again, with the rows that they take", () => {
  const entries = printed(true, true, false);
  assertEquals(entries.changed, false);
  entries.replace(entry(2, false, "new"));
  entries.replace(entry(7, false));
  assertEquals([entries.changed, entries.changedWidths], [true, [2, 2, 3, 3, 3]]);
  assertEquals(entries.takeChanged().map(({ id, text }) => [id, text]), [[2, "new"], [3, ""]]);
  assertEquals([entries.changed, entries.widths], [false, [1]]);
});

Deno.test("what is settled before the first that may still change is let go of; what follows is kept", () => {
  const entries = printed(false, true, false);
  entries.trim(() => true);
  assertEquals(entries.takeAll().map(({ id }) => id), [2, 3]);
  const settled = printed(false, false);
  settled.trim(() => true);
  assertEquals(settled.widths, []);
});

Deno.test("one that was settled and is not printed so yet is kept until it is", () => {
  const entries = printed(true);
  entries.replace(entry(1, false));
  entries.trim(() => true);
  assertEquals(entries.takeAll().map(({ id }) => id), [1]);
});

Deno.test("the oldest are let go of until the others can be reached", () => {
  const entries = printed(true, true, true);
  entries.trim((widths) => widths.length <= 4);
  assertEquals(entries.widths, [3, 3, 3]);
  entries.forget();
  assertEquals(entries.widths, []);
});
