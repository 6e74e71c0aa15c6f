import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { FfmpegPictures } from "../../../src/io/decode/ffmpeg_pictures.ts";
import type { PredictiveCodec } from "../../../src/port/encoded_frame.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { EncoderRig, HEIGHT, WIDTH } from "../encode/encoder_rig.ts";
import { findEncoders } from "../encode/find_encoders.ts";

const FILM = { width: 64, height: 48 };

function open(codec: PredictiveCodec, { width, height } = FILM) {
  return new FfmpegPictures({ codec, os: Deno.build.os, clock: systemClock, patienceMs: 20_000 }, width, height);
}

for (const codec of (await findEncoders()).codecs) {
  Deno.test(`${codec}: a frame whose picture is much larger than the first keyframe's is refused`, async () => {
    const [keyframe, second] = readIvf(`video/halves_${codec}.ivf`);
    const rig = new EncoderRig(undefined, undefined, codec);
    const [{ bytes: large }] = await rig.encode(1, 30_000);
    await rig.encoder.close();
    const pictures = open(codec);
    try {
      assertEquals([pictures.takes(64, 48), pictures.takes(WIDTH, HEIGHT)], [true, false]);
      assertEquals((await pictures.decode(keyframe, true))?.length, 64 * 48 * 3 / 2);
      assertEquals((await pictures.decode(second, true))?.length, 64 * 48 * 3 / 2);
      assertEquals([(await pictures.decode(large, true))?.length, pictures.failed], [undefined, true]);
      assertEquals(await pictures.decode(keyframe, true), undefined);
    } finally {
      await pictures.close();
    }
    const largePictures = open(codec, { width: WIDTH, height: HEIGHT });
    assertEquals((await largePictures.decode(large, true))?.length, WIDTH * HEIGHT * 3 / 2);
    await largePictures.close();
  });
}

Deno.test("a frame that is not to be shown is decoded without a picture", async () => {
  const film = readIvf("video/vp8_hidden.ivf"), pictures = open("vp8");
  const shown: (number | undefined)[] = [];
  for (const [n, frame] of film.slice(0, 4).entries()) shown.push((await pictures.decode(frame, n !== 1))?.length);
  assertEquals(shown, [4608, undefined, 4608, 4608]);
  await pictures.close();
});
