import { assert, assertEquals, assertMatch } from "@std/assert";
import { pageFailure } from "../../../../src/io/sound/page/page_failure.ts";
import { PAGE_SOUND_ENDS } from "../../../../src/io/sound/page/sound_page.ts";

Deno.test("each end says what happened to which device, and what to do", () => {
  for (const device of ["microphone", "speaker"] as const) {
    for (const end of PAGE_SOUND_ENDS.filter((end) => end !== "gone")) {
      const { state, reason, message, hint } = pageFailure(device, end, undefined);
      assertEquals([state, reason], ["failed", end]);
      assertMatch(message!, device === "microphone" ? /microphone/ : /loudspeaker/);
      assert(hint);
    }
  }
});

Deno.test("a device that was chosen by name is named", () => {
  assertMatch(pageFailure("speaker", "not_found", "Headset").message!, /named Headset/);
});

Deno.test("without its page, a device waits for the next one", () => {
  assertEquals(pageFailure("microphone", "gone", undefined), { state: "starting" });
});
