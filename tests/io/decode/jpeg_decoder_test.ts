import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { JpegDecoder } from "../../../src/io/decode/jpeg_decoder.ts";

Deno.test("a JPEG is decoded and scaled in a worker; other bytes are not, and do not affect later pictures", async () => {
  const image = new Image(64, 48);
  image.fill((x) => Image.rgbToColor(...(x <= 32 ? [250, 0, 0] : [0, 0, 250]) as [number, number, number]));
  const jpeg = await image.encodeJPEG(90);
  // The first picture also starts the worker, which a busy machine does slowly.
  const decoder = new JpegDecoder(120_000);
  try {
    const limit = { width: 16, height: 100 };
    assertEquals(await decoder.decode(Uint8Array.of(0xff, 0xd8, 1, 2, 3), limit), undefined);
    assertEquals(await decoder.decode(new Uint8Array(0), limit), undefined);
    const picture = await decoder.decode(jpeg, limit);
    assert(picture);
    assertEquals([picture.width, picture.height, picture.rgb.length], [16, 12, 3 * 16 * 12]);
    const [left, right] = [picture.rgb.subarray(3 * 18, 3 * 19), picture.rgb.subarray(3 * 29, 3 * 30)];
    assert(left[0] > 200 && left[2] < 60 && right[0] < 60 && right[2] > 200);
  } finally {
    decoder.close();
  }
});

Deno.test("closing settles pictures that are being decoded", async () => {
  const decoder = new JpegDecoder();
  const decoding = decoder.decode(Uint8Array.of(1), { width: 1, height: 1 });
  decoder.close();
  assertEquals(await decoding, undefined);
});
