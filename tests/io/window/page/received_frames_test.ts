import { assert, assertEquals } from "@std/assert";
import { decode } from "imagescript";
import type { Codec } from "../../../../src/port/encoded_frame.ts";
import { showFilmFrame } from "../../../fake/show_film_frame.ts";
import { showJpeg } from "../../../fake/show_jpeg.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";
import { BLUE, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

const CODECS = ["vp8", "vp9", "av1", "h264"] as const;
const R = "255,0,0", G = "0,255,0", B = "0,0,255";
/** The keyframes of each film; the others refer to them. */
const KEYFRAMES = [0, 4];

async function inCall({ server, decodes }: Probe): Promise<void> {
  server.showState(IN_CALL);
  await until(() => decodes.length > 0, "what the page can decode");
}

/** Shows frame `at` of the film as number `n`, and waits until it has been drawn. */
async function draw({ server, shown }: Probe, codec: Codec, at: number, n: number): Promise<void> {
  showFilmFrame(server, codec, n, readIvf(`video/halves_${codec}.ivf`)[at], KEYFRAMES.includes(at));
  await until(() => shown.at(-1) === n, `frame ${n} drawn`);
}

const settled = ({ shown, dropped }: Probe) => shown.length + dropped.length;

/** Random bytes, the same each time (mulberry32). */
function noise(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => {
    seed = seed + 0x6d2b79f5 | 0;
    const mixed = Math.imul(seed ^ seed >>> 15, 1 | seed);
    return (mixed ^ mixed >>> 7) & 255;
  });
}

testPage("the page decodes video", async (step) => {
  await step("says what it can decode, and repeats it on a new connection", async (page, probe) => {
    await inCall(probe);
    await page.reload();
    await until(() => probe.decodes.length === 2, "the same from the page that was loaded again");
    assertEquals(probe.decodes, [["jpeg", ...CODECS], ["jpeg", ...CODECS]]);
  });

  for (const codec of CODECS) {
    await step(`${codec}: a keyframe and the frames that refer to it are drawn`, async (page, probe) => {
      await inCall(probe);
      await draw(probe, codec, 0, 0);
      assertEquals(await colours(page, "remote"), [R, B]);
      await draw(probe, codec, 1, 1);
      assertEquals(await colours(page, "remote"), [R, B]);
      await draw(probe, codec, 2, 2);
      assertEquals(await colours(page, "remote"), [G, R]);
      // Frame 3 is lost. The next is a keyframe.
      await draw(probe, codec, 4, 4);
      assertEquals(await colours(page, "remote"), [B, G]);
      await draw(probe, codec, 5, 5);
      assertEquals([probe.shown, probe.dropped, probe.keyframesNeeded], [[0, 1, 2, 4, 5], [], []]);
    });

    await step(`${codec}: the picture may become larger and smaller, and be a JPEG in between`, async (page, probe) => {
      await inCall(probe);
      await draw(probe, codec, 0, 0);
      showFilmFrame(probe.server, codec, 1, readIvf(`video/halves_${codec}_large.ivf`)[0], true);
      await until(() => probe.shown.length === 2, "the large frame");
      assertEquals(await page.evaluate("[remote.width, remote.height]"), [128, 96]);
      assertEquals(await colours(page, "remote"), [R, G]);
      showJpeg(probe.server, 2, await twoColourJpeg(BLUE, RED));
      await until(() => probe.shown.length === 3, "the JPEG");
      assertEquals(await colours(page, "remote"), [B, R]);
      await draw(probe, codec, 0, 3);
      await draw(probe, codec, 1, 4);
      assertEquals(await page.evaluate("[remote.width, remote.height]"), [64, 48]);
      assertEquals(await colours(page, "remote"), [R, B]);
    });

    await step(`${codec}: of many frames at once the last is drawn, and each is settled once`, async (page, probe) => {
      await inCall(probe);
      const film = readIvf(`video/halves_${codec}.ivf`);
      film.forEach((bytes, n) => showFilmFrame(probe.server, codec, n, bytes, KEYFRAMES.includes(n)));
      await until(() => settled(probe) === film.length, "all frames");
      assertEquals(probe.shown.at(-1), film.length - 1);
      assertEquals(await colours(page, "remote"), [B, G]);
      assert(probe.dropped.every(([, reason]) => reason === "display_busy"));
      const numbers = [...probe.shown, ...probe.dropped.map(([n]) => n)].sort();
      assertEquals(numbers, film.map((_, n) => n));
    });

    await step(`${codec}: invalid data stops neither the page nor the pictures after it`, async (page, probe) => {
      await inCall(probe);
      const [keyframe, second] = readIvf(`video/halves_${codec}.ivf`);
      let n = 0;
      const offered = () => n === settled(probe);
      for (let seed = 0; seed < 3; seed++) {
        await draw(probe, codec, 0, n++);
        const damaged = keyframe.slice();
        damaged.set(noise(seed, damaged.length - 12), 12);
        const bad = [
          noise(seed, 200),
          second.subarray(0, second.length >> 1),
          damaged,
          keyframe.subarray(0, 12),
          new Uint8Array(0),
        ];
        for (const bytes of bad) {
          showFilmFrame(probe.server, codec, n, bytes, bytes === damaged || bytes.length === 12);
          n++;
        }
        await until(offered, `${n} frames settled`);
      }
      await draw(probe, codec, 0, n++);
      assertEquals(await colours(page, "remote"), [R, B]);
      assert(probe.dropped.some(([, reason]) => reason === "undecodable"));
      assert(probe.keyframesNeeded.length > 0);
    });
  }

  await step("a hidden frame is settled by the frames after it", async (_page, probe) => {
    await inCall(probe);
    const film = readIvf("video/vp8_hidden.ivf");
    film.slice(0, 4).forEach((bytes, n) => showFilmFrame(probe.server, "vp8", n, bytes, n === 0));
    await until(() => settled(probe) === 4, "four frames");
    assertEquals(probe.dropped.find(([n]) => n === 1), [1, "display_busy"]);
  });

  await step("a huge picture stops neither the page nor the pictures after it", async (page, probe) => {
    await inCall(probe);
    const huge = readIvf("video/halves_vp8.ivf")[0].slice();
    huge.set([0xff, 0x3f, 0xff, 0x3f], 6); // RFC 6386, 9.1: width and height
    showFilmFrame(probe.server, "vp8", 0, huge, true);
    await until(() => settled(probe) === 1, "the huge frame");
    assertEquals(probe.dropped, [[0, "undecodable"]]);
    await draw(probe, "vp8", 0, 1);
    assertEquals(await colours(page, "remote"), [R, B]);
  });

  await step("a reloaded page needs a keyframe", async (page, probe) => {
    await inCall(probe);
    await draw(probe, "vp8", 0, 0);
    await page.reload();
    await until(() => probe.keyframesNeeded.length === 1, "a keyframe is asked for");
    showFilmFrame(probe.server, "vp8", 1, readIvf("video/halves_vp8.ivf")[1], false);
    assertEquals(probe.dropped, [[1, "display_busy"]]);
    await draw(probe, "vp8", 4, 2);
    assertEquals(await colours(page, "remote"), [B, G]);
  });

  await step("a frame of video is saved as a picture, like a JPEG", async (page, probe) => {
    await inCall(probe);
    await draw(probe, "vp8", 0, 0);
    await page.click("#control-snapshot");
    await until(() => probe.pictures.length === 1, "the picture");
    const saved = await decode(probe.pictures[0]);
    assertEquals([saved.width, saved.height], [64, 48]);
  });
});
