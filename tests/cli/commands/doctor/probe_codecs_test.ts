import { assert, assertEquals } from "@std/assert";
import { systemCodecs } from "../../../../src/cli/commands/doctor/probe_codecs.ts";
import { cpuMsOf } from "../../../../src/io/process/cpu_time.ts";

cpuMsOf(Deno.pid); // the C library is loaded once, and belongs to no test

Deno.test("each codec of this ffmpeg is encoded, and its frame decoded", async () => {
  const { encoders, encode, decode } = systemCodecs({});
  for (const codec of await encoders()) {
    const frame = await encode(codec);
    assert(frame !== undefined && frame.length > 100, codec);
    assertEquals(await decode(codec, frame), true);
    assertEquals(await decode(codec, new Uint8Array(100)), false);
  }
});

Deno.test("without ffmpeg there is no codec, no frame and no picture", async () => {
  const { encoders, decoders, encode, decode } = systemCodecs({ ffmpeg: "/no/such/ffmpeg" });
  assertEquals([await encoders(), await decoders()], [[], []]);
  assertEquals(await encode("vp8"), undefined);
  assertEquals(await decode("vp8", new Uint8Array(100)), false);
});
