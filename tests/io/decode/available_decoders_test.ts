import { assert, assertEquals } from "@std/assert";
import { availableDecoders } from "../../../src/io/decode/available_decoders.ts";

Deno.test("Debian's ffmpeg decodes VP8 and VP9; without ffmpeg no codec is available", async () => {
  const decoders = await availableDecoders();
  assert(decoders.includes("vp8") && decoders.includes("vp9"), `${decoders}`);
  assertEquals(await availableDecoders("/no/such/ffmpeg"), []);
});
