import { assertEquals } from "@std/assert";
import { protectionWords } from "../../../src/cli/console/protection_words.ts";

Deno.test("a call that is not known to be sealed is not called so", () => {
  assertEquals([true, false, undefined].map(protectionWords), ["sealed", "not encrypted", "not encrypted"]);
});
