import { assertEquals } from "@std/assert";
import { cameraOpener } from "../../../src/cli/commands/open_camera.ts";
import { parseArgs } from "../../../src/cli/options/parse_args.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import { findEncoders } from "../../io/encode/find_encoders.ts";

/** What the camera of a call with these arguments makes. */
async function codecsOf(args: readonly string[], wanted?: readonly Codec[]): Promise<readonly Codec[]> {
  const invocation = parseArgs(["--role", "server", "--camera", "test", ...args]);
  if (!("options" in invocation)) throw new Error("no call");
  const camera = await cameraOpener(invocation.options)(undefined, wanted);
  const { codecs = ["jpeg"] } = camera;
  await camera.stop();
  return codecs;
}

Deno.test("auto makes what this ffmpeg encodes, the cheapest first, and no H.264", async () => {
  const { codecs } = await findEncoders();
  assertEquals(await codecsOf([]), codecs.filter((codec) => codec !== "h264"));
  assertEquals(codecs[0], "vp8");
});

Deno.test("a codec that is asked for comes first; VP8 takes its place where one of the ends lacks it", async () => {
  const { codecs } = await findEncoders();
  // H.264 is tried for a limited time, which may be too short on a busy machine.
  for (const codec of codecs.filter((codec) => codec !== "h264")) {
    assertEquals(await codecsOf(["--codec", codec]), [...new Set<Codec>([codec, "vp8"])]);
  }
});

Deno.test("JPEGs are made on request, for a peer that decodes nothing else, on the plain wire, and without ffmpeg", async () => {
  assertEquals(await codecsOf(["--codec", "jpeg"]), ["jpeg"]);
  assertEquals(await codecsOf([], ["jpeg"]), ["jpeg"]);
  assertEquals(await codecsOf(["--wire", "plain"]), ["jpeg"]);
  assertEquals(await codecsOf(["--ffmpeg", "/no/such/ffmpeg"]), ["jpeg"]);
});
