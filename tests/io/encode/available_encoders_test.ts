import { assert, assertEquals } from "@std/assert";
import { availableEncoders } from "../../../src/io/encode/available_encoders.ts";

Deno.test("Debian's ffmpeg encodes VP8; without ffmpeg no codec is available", async () => {
  const encoders = await availableEncoders();
  assert(encoders.includes("vp8"), `${encoders}`);
  assertEquals(await availableEncoders("/no/such/ffmpeg"), []);
});
