import { assertEquals } from "@std/assert";
import { protectionWords } from "../../../src/cli/console/protection_words.ts";

Deno.test("a call is called sealed only if it is known to be", () => {
  assertEquals([true, false, undefined].map(protectionWords), ["sealed", "not encrypted", "not encrypted"]);
});
