import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { findFfmpeg, howToGetFfmpeg } from "../../../src/io/ffmpeg/find_ffmpeg.ts";

Deno.test("the ffmpeg on the PATH reports its version", async () => {
  const found = await findFfmpeg();
  assertEquals(found?.path, "ffmpeg");
  assertMatch(found!.version, /\d/);
});

Deno.test("another program is not mistaken for ffmpeg", async () => {
  assertEquals(await findFfmpeg("no-such-ffmpeg"), undefined);
  assertEquals(await findFfmpeg(Deno.execPath()), undefined);
});

Deno.test("each system has its own way to get ffmpeg", () => {
  assertStringIncludes(howToGetFfmpeg("linux"), "apt install ffmpeg");
  assertStringIncludes(howToGetFfmpeg("darwin"), "brew install ffmpeg");
  assertStringIncludes(howToGetFfmpeg("windows"), "winget install");
});
