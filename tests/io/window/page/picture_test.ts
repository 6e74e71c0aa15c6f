import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals } from "@std/assert";
import { decode, Image } from "imagescript";
import { I420 } from "../../../../src/media/picture/picture_layout.ts";
import { BLUE, GREEN, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

testPage("the page draws the pictures that it gets", async (step) => {
  await step(
    "draws each picture, reports it, and shows the self view mirrored",
    async (page, { server, shown, dropped }) => {
      server.showState(IN_CALL);
      showJpeg(server, 7, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "frame 7 drawn");
      assertEquals(await colours(page, "remote"), ["255,0,0", "0,0,255"]);
      server.showLocal(await twoColourJpeg(RED, GREEN));
      await page.waitForSelector("#local:not([hidden])");
      assertEquals(await colours(page, "local"), ["0,255,0", "255,0,0"]);
      showJpeg(server, 8, await twoColourJpeg(GREEN, RED));
      await until(() => shown.length === 2, "frame 8 drawn");
      assertEquals(await colours(page, "remote"), ["0,255,0", "255,0,0"]);
      assertEquals([shown, dropped], [[7, 8], []]);
      assertEquals(await page.isVisible("#placeholder"), false);
    },
  );

  await step("a self view that is not encoded is shown mirrored, whatever its size", async (page, { server }) => {
    server.showState(IN_CALL);
    server.showLocalRaw(twoColourYuv(64, 48));
    await page.waitForSelector("#local:not([hidden])");
    assertEquals(await colours(page, "local"), ["0,255,0", "255,0,0"]);
    server.showLocal(await twoColourJpeg(BLUE, RED));
    const seen = async (...expected: string[]) =>
      (await colours(page, "local")).every((colour, at) => colour === expected[at]);
    await until(async () => {
      server.showLocal(await twoColourJpeg(BLUE, RED));
      return await seen("255,0,0", "0,0,255");
    }, "an encoded one");
    const large = twoColourYuv(1280, 720);
    await until(async () => {
      server.showLocalRaw(large);
      return await seen("0,255,0", "255,0,0");
    }, "a large one, which is made smaller");
  });

  await step(
    "reports a frame that cannot be decoded, and draws the next",
    async (_page, { server, shown, dropped }) => {
      server.showState(IN_CALL);
      const jpeg = await twoColourJpeg(RED, BLUE);
      showJpeg(server, 0, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
      await until(() => dropped.length === 1, "frame 0 refused");
      showJpeg(server, 1, jpeg);
      await until(() => shown.length === 1, "frame 1 drawn");
      assertEquals([shown, dropped], [[1], [[0, "undecodable"]]]);
    },
  );

  await step("a picture of many bytes is drawn like a small one", async (page, { server, shown, dropped }) => {
    server.showState(IN_CALL);
    showJpeg(server, 0, ofManyBytes(await twoColourJpeg(RED, BLUE)));
    await until(() => shown.length === 1, "the large picture drawn");
    assertEquals(await colours(page, "remote"), ["255,0,0", "0,0,255"]);
    showJpeg(server, 1, ofManyBytes(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)));
    await until(() => dropped.length === 1, "frame 1 refused");
    showJpeg(server, 2, await twoColourJpeg(BLUE, RED));
    await until(() => shown.length === 2, "the small picture drawn");
    assertEquals(await colours(page, "remote"), ["0,0,255", "255,0,0"]);
    assertEquals([shown, dropped], [[0, 2], [[1, "undecodable"]]]);
  });

  await step("a picture of the screen's own pixels is shown pixel by pixel", async (page, { server, shown }) => {
    server.showState(IN_CALL);
    const stripes = new Image(800, 600).fill((x) => x % 2 === 0 ? 0xffffffff : 0x000000ff);
    showJpeg(server, 0, await stripes.encodeJPEG(95));
    server.showLocal(await twoColourJpeg(RED, GREEN));
    await until(() => shown.length === 1, "a frame drawn");
    await page.waitForSelector("#self:not([hidden])");
    assertEquals(await page.evaluate("remote.getBoundingClientRect().width"), 400);
    // Its size is known once it has been shown.
    server.showLocal(await twoColourJpeg(RED, GREEN));
    await until(() => page.evaluate<boolean>("local.width === 2 * local.clientWidth"), "the self view's own pixels");
    const screen = await decode(await page.screenshot());
    if (!(screen instanceof Image)) throw new Error("no still picture");
    // Between the header and the self view.
    const row = Array.from({ length: 200 }, (_, x) => screen.getPixelAt(100 + x, 300) >>> 24);
    const contrast = row.slice(1).map((level, at) => Math.abs(level - row[at]));
    assert(Math.min(...contrast) > 200, `least step between two columns: ${Math.min(...contrast)}`);
  }, { viewport: { width: 400, height: 300 }, deviceScaleFactor: 2 });
});

/** A picture whose left half is red and whose right half is green. */
function twoColourYuv(width: number, height: number) {
  const picture = { width, height, bytes: new Uint8Array(I420.bytes(width, height)), captureMs: 0 };
  I420.fill(picture, 0, 0, width / 2, height, [255, 0, 0]);
  I420.fill(picture, width / 2, 0, width / 2, height, [0, 255, 0]);
  return picture;
}

/** The same JPEG with two application segments of 60,000 bytes (T.81, B.2.4.6) after its SOI. */
function ofManyBytes(jpeg: Uint8Array): Uint8Array {
  const segment = new Uint8Array(60_002);
  segment.set([0xff, 0xef, 60_000 >> 8, 60_000 & 0xff]);
  const parts = [jpeg.subarray(0, 2), segment, segment, jpeg.subarray(2)];
  const large = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    large.set(part, at);
    at += part.length;
  }
  return large;
}
