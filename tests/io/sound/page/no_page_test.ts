import { assertEquals, assertMatch } from "@std/assert";
import { noPage } from "../../../../src/io/sound/page/no_page.ts";

Deno.test("without a window, its devices fail and say so", async () => {
  const { state, reason, message, hint } = await noPage("speaker")();
  assertEquals([state, reason], ["failed", "not_found"]);
  assertMatch(message!, /no window whose loudspeaker/);
  assertMatch(hint!, /--no-window.*--speaker/);
});
