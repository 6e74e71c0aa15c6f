import { assertEquals } from "@std/assert";
import type { CallSettings } from "../../../src/call/call_history.ts";
import { parseArgs } from "../../../src/cli/options/parse_args.ts";
import { startAgain } from "../../../src/cli/start/start_again.ts";

function options(...args: string[]) {
  const invocation = parseArgs(args);
  if (!("options" in invocation)) throw new Error("no call");
  return invocation.options;
}

Deno.test("the start page begins with what the person left, but not with whom they called, nor with their screen", () => {
  const given = options("--camera", "2", "--port", "9700");
  const last = { ...given, role: "client", host: "192.0.2.7", port: 9999, code: "apple-river-stone" } as const;
  const chosen = { name: "Ada", camera: "1", microphone: "m", speaker: "s", muted: true };
  assertEquals(startAgain(given, { ...last, ...chosen }), { ...given, ...chosen });

  const settings: CallSettings = {
    cameraOn: true,
    camera: "screen",
    microphone: "n",
    speaker: undefined,
    muted: false,
  };
  assertEquals(startAgain(given, { ...last, ...chosen }, settings), {
    ...given,
    ...chosen,
    camera: "2",
    microphone: "n",
    muted: false,
  });
  assertEquals(startAgain(given, { ...last, ...chosen }, { ...settings, cameraOn: false }).camera, "none");
  assertEquals(startAgain(given, { ...last, camera: "none" }).camera, "none");
  const none = options("--camera", "none");
  assertEquals(startAgain(none, { ...none, camera: "none" }, { ...settings, camera: undefined }).camera, undefined);
});
