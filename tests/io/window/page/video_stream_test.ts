/** Video in the system's webview, which has other decoders than the browser in received_frames_test.ts. */
import { assertEquals } from "@std/assert";
import type { Image } from "imagescript";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { ffmpegDecoders } from "../../../../src/io/decode/ffmpeg_decoders.ts";
import { openWindow } from "../../../../src/io/window/open_window.ts";
import type { Codec } from "../../../../src/port/encoded_frame.ts";
import { NO_HANDLERS } from "../../../fake/no_handlers.ts";
import { showFilmFrame } from "../../../fake/show_film_frame.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";
import { BLUE, GREEN, RED, until } from "../page_probe.ts";
import { Xvfb } from "../xvfb.ts";
import { IN_CALL } from "./page_fixture.ts";

/** Less than a test waits, and more than a busy machine needs to start ffmpeg. */
const PATIENCE_MS = 60_000;
/** Without further packages, WebKitGTK decodes VP8; the others are ffmpeg's. */
const CODECS = ["vp8", "vp9", "av1", "h264"] as const;

/** Red in BT.601 has 21 of green, and green in BT.601 has 39 too little, for a decoder that takes them for BT.709. */
const BT709_ERROR = 20;

/** Whether a large part of the screen has each of these colours, each of red, green and blue nearer than `tolerance`. */
function shows({ bitmap }: Image, wanted: readonly number[], tolerance = 40): boolean {
  const counts = wanted.map(() => 0);
  for (let i = 0; i < bitmap.length; i += 4) {
    const [r, g, b] = bitmap.subarray(i, i + 3);
    const at = wanted.findIndex((colour) =>
      Math.abs(r - (colour >>> 24)) < tolerance && Math.abs(g - (colour >>> 16 & 255)) < tolerance &&
      Math.abs(b - (colour >>> 8 & 255)) < tolerance
    );
    if (at >= 0) counts[at]++;
  }
  return counts.every((count) => count > 20_000);
}

if (Deno.build.os === "linux") {
  Deno.test("the real window shows video of every codec, by itself or with ffmpeg", async () => {
    await using xvfb = await Xvfb.start();
    const env: Record<string, string> = { DISPLAY: xvfb.display, PATH: Deno.env.get("PATH") ?? "" };
    const shown: number[] = [], dropped: [number, string][] = [], decodes: (readonly Codec[])[] = [];
    const window = openWindow({
      title: "vchat",
      os: "linux",
      env: (name) => env[name],
      nowMs: () => performance.now(),
      decoders: {
        codecs: Promise.resolve(CODECS),
        open: ffmpegDecoders({ os: "linux", clock: systemClock, patienceMs: PATIENCE_MS }),
      },
      onNotice: () => {},
    });
    try {
      await window.open({
        ...NO_HANDLERS,
        onShown: (n) => void shown.push(n),
        onDropped: (n, reason) => void dropped.push([n, reason]),
        onDecodes: (codecs) => void decodes.push(codecs),
      });
      window.showState(IN_CALL);
      await until(() => decodes.length > 0, "what the window can decode");
      assertEquals(decodes[0].toSorted(), ["jpeg", ...CODECS].toSorted());
      let next = 0;
      const draw = async (codec: Codec, bytes: Uint8Array, keyframe: boolean) => {
        const n = next++;
        showFilmFrame(window, codec, n, bytes, keyframe);
        await until(() => shown.at(-1) === n, `${codec}: frame ${n} drawn`);
      };
      for (const codec of CODECS) {
        const film = readIvf(`video/halves_${codec}.ivf`);
        await draw(codec, film[0], true);
        await until(async () => shows((await xvfb.screenshot()).image, [RED, BLUE]), `${codec}: red and blue`);
        await draw(codec, film[1], false);
        await draw(codec, film[2], false);
        await until(async () => shows((await xvfb.screenshot()).image, [GREEN, RED]), `${codec}: green and red`);
        await draw(codec, readIvf(`video/halves_${codec}_large.ivf`)[0], true);
        await until(async () => shows((await xvfb.screenshot()).image, [RED, GREEN]), `${codec}: red and green`);
        await draw(codec, film[4], true);
        await draw(codec, readIvf(`video/halves_${codec}_720_lines.ivf`)[0], true);
        await until(
          async () => shows((await xvfb.screenshot()).image, [RED, GREEN], BT709_ERROR),
          `${codec}: red and green in 720 lines, in BT.601`,
        );
      }
      showFilmFrame(window, "vp8", next++, new Uint8Array(500).fill(0xa5), true); // not VP8
      await until(() => dropped.length === 1, "what is no film");
      assertEquals(dropped, [[next - 1, "undecodable"]]);
      const film = readIvf("video/halves_vp8.ivf");
      await draw("vp8", film[4], true);
      await draw("vp8", film[5], false);
      await until(async () => shows((await xvfb.screenshot()).image, [BLUE, GREEN]), "blue and green after it");
    } finally {
      await window.close();
    }
  });
}
