/** Colours in the browser; video_stream_test.ts has those in the system's webview. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { showFilmFrame } from "../../../fake/show_film_frame.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";
import { until } from "../page_probe.ts";
import { IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

/** What decoding and the arithmetic of a conversion may add. BT.709 in place of BT.601 makes 24 and more of red and green. */
const TOLERANCE = 8;

function assertNear(pixel: readonly number[], wanted: readonly number[], what: string): void {
  assert(wanted.every((value, at) => Math.abs(pixel[at] - value) <= TOLERANCE), `${what}: ${pixel}, not ${wanted}`);
}

/**
 * Makes a picture of 6x4, of which 4x4 are visible, all red in BT.601, whose matrix is said to be `matrix`. Gives what
 * `inColorSpace` makes of it.
 */
async function corrected(page: Page, matrix: string) {
  return await page.evaluate<
    { same: boolean; closed: boolean; matrix: string; size: number[]; timestamp: number; pixel: number[] }
  >(`(async () => {
    const { inColorSpace } = await import(new URL("color_space.js", document.querySelector("script[src]").src));
    const bytes = new Uint8Array(6 * 4 * 3 / 2).fill(81, 0, 24).fill(90, 24, 30).fill(240, 30);
    const picture = new VideoFrame(bytes, {
      format: "I420",
      codedWidth: 6,
      codedHeight: 4,
      visibleRect: { x: 2, y: 0, width: 4, height: 4 },
      displayWidth: 8,
      displayHeight: 4,
      timestamp: 70_000,
      colorSpace: { primaries: "bt709", transfer: "bt709", matrix: ${JSON.stringify(matrix)}, fullRange: false },
    });
    const result = await inColorSpace(picture);
    const context = new OffscreenCanvas(8, 4).getContext("2d");
    context.drawImage(result, 0, 0);
    const told = {
      same: result === picture,
      closed: picture.format === null,
      matrix: result.colorSpace.matrix,
      size: [result.visibleRect.width, result.visibleRect.height, result.displayWidth, result.displayHeight],
      timestamp: result.timestamp,
      pixel: [...context.getImageData(3, 2, 1, 1).data],
    };
    result.close();
    return told;
  })()`);
}

testPage("colours are those that were encoded", async (step) => {
  await step("a picture that the decoder took for BT.709 is replaced", async (page) => {
    const { pixel, ...told } = await corrected(page, "bt709");
    assertEquals(told, { same: false, closed: true, matrix: "smpte170m", size: [4, 4, 8, 4], timestamp: 70_000 });
    assertNear(pixel, [255, 0, 0], "red");
  });

  await step("a picture in BT.601 stays as it is", async (page) => {
    const { pixel, ...told } = await corrected(page, "smpte170m");
    assertEquals(told, { same: true, closed: false, matrix: "smpte170m", size: [4, 4, 8, 4], timestamp: 70_000 });
    assertNear(pixel, [255, 0, 0], "red");
  });

  for (const codec of ["vp8", "vp9", "av1", "h264"] as const) {
    await step(`${codec}: red and green, in few lines and in 720`, async (page, { server, shown, decodes }) => {
      server.showState(IN_CALL);
      await until(() => decodes.length > 0, "what the page can decode");
      for (const [n, film] of [`halves_${codec}_large`, `halves_${codec}_720_lines`].entries()) {
        showFilmFrame(server, codec, n, readIvf(`video/${film}.ivf`)[0], true);
        await until(() => shown.at(-1) === n, `${film} drawn`);
        const [left, right] = await page.evaluate<number[][]>(`[0.25, 0.75].map((x) =>
          [...remote.getContext("2d").getImageData(remote.width * x, remote.height / 2, 1, 1).data])`);
        assertNear(left, [255, 0, 0], `${film}, left`);
        assertNear(right, [0, 255, 0], `${film}, right`);
      }
    });
  }
});
