import { assertEquals, assertThrows } from "@std/assert";
import { checkedValue } from "../../../src/cli/options/given_value.ts";
import { OPTION_TABLE, type OptionSpec } from "../../../src/cli/options/option_table.ts";
import { UsageError } from "../../../src/cli/user_error.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;
const value = (name: string, text: string, home?: string) =>
  checkedValue(SPECS.find((spec) => spec.name === name)!, { name, text, source: `--${name}` }, home);

Deno.test("~/ in a path is the home folder, only for options that take a path", () => {
  for (const name of ["record", "events", "ffmpeg", "camera"]) {
    assertEquals(value(name, "~/a b", "/home/a"), "/home/a/a b");
    assertEquals(value(name, "~", "/home/a"), "/home/a");
    for (const text of ["~ann/x", "./~/x", "a~/x"]) assertEquals(value(name, text, "/home/a"), text);
  }
  assertEquals(value("name", "~/x", "/home/a"), "~/x");
});

Deno.test("~/ is refused in words for a user without a home", () => {
  const home = Deno.env.get("HOME");
  Deno.env.delete("HOME");
  try {
    const { message } = assertThrows(() => value("record", "~/x"), UsageError);
    assertEquals(message, "--record: ~/x is below a home folder, and this user has none");
  } finally {
    if (home !== undefined) Deno.env.set("HOME", home);
  }
});
