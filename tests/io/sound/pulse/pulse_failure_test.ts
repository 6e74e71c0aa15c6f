import { assert, assertEquals } from "@std/assert";
import { pulseFailure } from "../../../../src/io/sound/pulse/pulse_failure.ts";

Deno.test("each error of PulseAudio has a reason, the device's name, and a hint", () => {
  const reasons = {
    1: "no_permission",
    5: "not_found",
    6: "no_sound_server",
    7: "unreadable",
    8: "no_sound_server",
    9: "no_permission",
    11: "no_sound_server",
    12: "unplugged",
    13: "no_sound_server",
    25: "unplugged",
    26: "busy",
    9999: "unreadable",
  };
  for (const [code, expected] of Object.entries(reasons)) {
    const { state, reason, message, hint } = pulseFailure(Number(code), "the microphone desk");
    assertEquals([state, reason], ["failed", expected]);
    assert(message!.startsWith(reason === "no_sound_server" ? "sound " : "the microphone desk "));
    assert(hint !== undefined && hint.length > 0);
  }
});
