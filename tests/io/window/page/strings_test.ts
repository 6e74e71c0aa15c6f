import { assert, assertEquals } from "@std/assert";
import { strings, withNumber, withText } from "../../../../src/io/window/page/strings.js";

Deno.test("nothing is left unsaid", () => {
  for (const [key, text] of Object.entries(strings)) assert(text.trim() !== "", key);
});

Deno.test("numbers and texts come where they belong, as they are", () => {
  assertEquals(withNumber("{n} fps", 30), "30 fps");
  assertEquals(withText("Saved as {text}", "$& {text}"), "Saved as $& {text}");
});
