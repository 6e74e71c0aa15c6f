import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { ffmpegDecoders } from "../../../src/io/decode/ffmpeg_decoders.ts";
import { readIvf } from "../../vectors/read_ivf.ts";

Deno.test("one display's decoders of different codecs each give their pictures", async () => {
  const openDecoder = ffmpegDecoders({ os: Deno.build.os, clock: systemClock, patienceMs: 20_000 });
  for (const codec of ["vp8", "vp9", "av1", "h264"] as const) {
    const decoder = openDecoder(codec);
    const picture = await decoder.decode(readIvf(`video/halves_${codec}.ivf`)[0]);
    assertEquals([picture?.width, picture?.height, picture?.bytes.length], [64, 48, 64 * 48 * 3 / 2]);
    await decoder.close();
  }
});
