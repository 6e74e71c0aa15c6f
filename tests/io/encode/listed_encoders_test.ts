import { assert, assertEquals } from "@std/assert";
import { listedEncoders } from "../../../src/io/encode/listed_encoders.ts";

Deno.test("ffmpeg's video encoders are listed by name, those of sound are not; without ffmpeg there are none", async () => {
  const names = await listedEncoders();
  assert(names.has("mjpeg") && names.has("rawvideo"), [...names].join());
  assertEquals([names.has("aac"), names.has("V....."), names.has("=")], [false, false, false]);
  assertEquals((await listedEncoders("/no/such/ffmpeg")).size, 0);
});
