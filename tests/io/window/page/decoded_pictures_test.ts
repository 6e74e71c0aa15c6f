/** What the page cannot decode is decoded by ffmpeg, and shown like everything else. */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { ffmpegDecoders } from "../../../../src/io/decode/ffmpeg_decoders.ts";
import type { PredictiveCodec } from "../../../../src/port/encoded_frame.ts";
import type { VideoDecoders } from "../../../../src/port/video_decoder.ts";
import { showFilmFrame } from "../../../fake/show_film_frame.ts";
import { showJpeg } from "../../../fake/show_jpeg.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";
import { BLUE, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

/** Less than a test waits, and more than a busy machine needs to start ffmpeg. */
const PATIENCE_MS = 60_000;
const CODECS = ["vp8", "vp9", "av1", "h264"] as const;
const R = "255,0,0", G = "0,255,0", B = "0,0,255";
/** The keyframes of each film; the others refer to them. */
const KEYFRAMES = [0, 4];

/** Without video decoders, as in an old webview. */
const NONE = "delete globalThis.VideoDecoder";
/** With decoders that refuse everything but VP8, as in WebKitGTK without GStreamer's libav. */
const ONLY_VP8 = `
  const { configure } = VideoDecoder.prototype;
  VideoDecoder.prototype.configure = function (config) {
    if (config.codec !== "vp8") throw new DOMException("unknown codec", "NotSupportedError");
    configure.call(this, config);
  };`;
/** ffmpeg's. */
function decoders(): VideoDecoders {
  return {
    codecs: Promise.resolve(CODECS),
    open: ffmpegDecoders({ os: Deno.build.os, clock: systemClock, patienceMs: PATIENCE_MS }),
  };
}

async function inCall({ server, decodes }: Probe): Promise<void> {
  server.showState(IN_CALL);
  await until(() => decodes.length > 0, "what can be decoded");
  assertEquals(decodes[0].toSorted(), ["jpeg", ...CODECS].toSorted());
}

/** Shows frame `at` of the film as number `n`, and waits until it has been drawn. */
async function draw({ server, shown }: Probe, codec: PredictiveCodec, at: number, n: number): Promise<void> {
  showFilmFrame(server, codec, n, readIvf(`video/halves_${codec}.ivf`)[at], KEYFRAMES.includes(at));
  await until(() => shown.at(-1) === n, `frame ${n} drawn`);
}

testPage("ffmpeg decodes for a page without video decoders", async (step) => {
  for (const codec of CODECS) {
    await step(`${codec}: a keyframe, those after it, one after a loss, and another size`, async (page, probe) => {
      await inCall(probe);
      await draw(probe, codec, 0, 0);
      assertEquals(await colours(page, "remote"), [R, B]);
      await draw(probe, codec, 1, 1);
      await draw(probe, codec, 2, 2);
      assertEquals(await colours(page, "remote"), [G, R]);
      // Frame 3 is lost. The next is a keyframe.
      await draw(probe, codec, 4, 4);
      assertEquals(await colours(page, "remote"), [B, G]);
      await draw(probe, codec, 5, 5);
      showFilmFrame(probe.server, codec, 6, readIvf(`video/halves_${codec}_large.ivf`)[0], true);
      await until(() => probe.shown.at(-1) === 6, "the large frame");
      assertEquals(await page.evaluate("[remote.width, remote.height]"), [128, 96]);
      assertEquals(await colours(page, "remote"), [R, G]);
      showJpeg(probe.server, 7, await twoColourJpeg(BLUE, RED));
      await until(() => probe.shown.at(-1) === 7, "the JPEG");
      assertEquals(await colours(page, "remote"), [B, R]);
      assertEquals([probe.shown, probe.dropped], [[0, 1, 2, 4, 5, 6, 7], []]);
    });

    await step(`${codec}: invalid data stops neither the page nor the pictures after it`, async (page, probe) => {
      await inCall(probe);
      const [keyframe, second] = readIvf(`video/halves_${codec}.ivf`);
      const damaged = keyframe.slice();
      for (let at = 12; at < damaged.length; at++) damaged[at] = at * 37 & 255;
      await draw(probe, codec, 0, 0);
      const bad = [new Uint8Array(200).fill(0xa5), second.subarray(0, second.length >> 1), damaged, new Uint8Array(0)];
      bad.forEach((bytes, at) => showFilmFrame(probe.server, codec, at + 1, bytes, bytes === damaged));
      await until(() => probe.shown.length + probe.dropped.length === 5, "each is settled");
      assert(probe.dropped.some(([, reason]) => reason === "undecodable"));
      assert(probe.keyframesNeeded.length > 0);
      await draw(probe, codec, 0, 5);
      assertEquals(await colours(page, "remote"), [R, B]);
    });
  }

  await step("a page that was loaded again gets the picture from a keyframe on", async (page, probe) => {
    await inCall(probe);
    await draw(probe, "vp8", 0, 0);
    await page.reload();
    await until(() => probe.decodes.length === 2, "the page that was loaded again");
    showFilmFrame(probe.server, "vp8", 1, readIvf("video/halves_vp8.ivf")[1], false);
    await until(() => probe.keyframesNeeded.length > 0, "a keyframe is asked for");
    await draw(probe, "vp8", 4, 2);
    assertEquals(await colours(page, "remote"), [B, G]);
  });
}, { script: NONE, decoders });

testPage("ffmpeg decodes only what the page cannot", async (step) => {
  for (const codec of CODECS) {
    await step(codec, async (page, probe) => {
      await inCall(probe);
      await page.evaluate(`(() => {
        const { decode } = VideoDecoder.prototype;
        globalThis.decodedHere = 0;
        VideoDecoder.prototype.decode = function (chunk) {
          globalThis.decodedHere++;
          decode.call(this, chunk);
        };
      })()`);
      await draw(probe, codec, 0, 0);
      await draw(probe, codec, 1, 1);
      await draw(probe, codec, 2, 2);
      assertEquals(await colours(page, "remote"), [G, R]);
      assertEquals(await page.evaluate("decodedHere"), codec === "vp8" ? 3 : 0);
    });
  }
}, { script: ONLY_VP8, decoders });

testPage("if the page's decoder fails, ffmpeg decodes instead", async (step) => {
  for (const codec of CODECS) {
    await step(codec, async (page, probe) => {
      await inCall(probe);
      await page.evaluate(`VideoDecoder.prototype.decode = () => {
        throw new DOMException("broken", "EncodingError");
      }`);
      const film = readIvf(`video/halves_${codec}.ivf`);
      for (let n = 0; n < 2; n++) {
        showFilmFrame(probe.server, codec, n, film[0], true);
        await until(() => probe.keyframesNeeded.length === n + 1, `a keyframe is asked for after frame ${n}`);
      }
      await draw(probe, codec, 0, 2);
      assertEquals(await colours(page, "remote"), [R, B]);
      await draw(probe, codec, 1, 3);
      await draw(probe, codec, 2, 4);
      assertEquals(await colours(page, "remote"), [G, R]);
    });
  }
}, { decoders });
