import { assert, assertEquals } from "@std/assert";
import { strings, withNumber, withText } from "../../../../src/io/window/page/strings.js";

Deno.test("every string is used", () => {
  for (const [key, text] of Object.entries(strings)) assert(text.trim() !== "", key);
});

Deno.test("numbers and texts are inserted in the right places, unchanged", () => {
  assertEquals(withNumber("{n} fps", 30), "30 fps");
  assertEquals(withText("Saved as {text}", "$& {text}"), "Saved as $& {text}");
});
