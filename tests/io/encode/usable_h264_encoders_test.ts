import { assert, assertEquals } from "@std/assert";
import { h264Encoders } from "../../../src/io/encode/h264_encoders.ts";
import { listedEncoders } from "../../../src/io/encode/listed_encoders.ts";
import { usableH264Encoders } from "../../../src/io/encode/usable_h264_encoders.ts";

const { os } = Deno.build;

Deno.test("the first encoder is one that works here; those after it are kept in their order", async () => {
  const listed = await listedEncoders(), names = h264Encoders(os).map(({ name }) => name);
  const usable = (await usableH264Encoders(undefined, os, 120_000)).map(({ name }) => name);
  const after = names.filter((name) => listed.has(name) && names.indexOf(name) >= names.indexOf(usable[0]));
  assertEquals(usable, after);
  // Everywhere it needs no hardware.
  if (listed.has("libx264")) assert(usable.length > 0 && usable.includes("libx264"), usable.join());
});

Deno.test("without ffmpeg there is no encoder of H.264", async () => {
  assertEquals(await usableH264Encoders("/no/such/ffmpeg", os), []);
});
