import { assert, assertEquals } from "@std/assert";
import { chooseStrings, LANGUAGES, withNumber } from "../../../../src/io/window/page/strings.js";

Deno.test("every language says everything, and puts numbers where they belong", () => {
  const english = Object.entries(LANGUAGES.en);
  for (const [code, strings] of Object.entries(LANGUAGES)) {
    for (const [key, text] of english) {
      const translated = strings[key as keyof typeof strings];
      assert(translated.trim() !== "", `${code} ${key}`);
      for (const place of ["{n}", "{text}"]) {
        assertEquals(translated.includes(place), text.includes(place), `${code} ${key}`);
      }
    }
  }
});

Deno.test("the first of the person's languages that there is, or English", () => {
  assertEquals(chooseStrings(["fr-CA", "de-AT", "en"]).language, "de");
  assertEquals(chooseStrings(["zh-Hans-CN"]).language, "zh");
  assertEquals(chooseStrings(["fr", "constructor"]).language, "en");
  assertEquals(chooseStrings([]).language, "en");
  assertEquals(withNumber("{n} fps", 30), "30 fps");
});
