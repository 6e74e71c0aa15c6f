import { assert, assertEquals } from "@std/assert";
import { FfmpegRawCamera } from "../../../src/io/capture/ffmpeg_raw_camera.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import type { RawPicture } from "../../../src/port/raw_picture.ts";

/** The first picture of a film that ffmpeg generates with these arguments. */
async function firstPicture(args: readonly string[], name: string, width: number): Promise<RawPicture> {
  const folder = await Deno.makeTempDir();
  try {
    const film = `${folder}/${name}`;
    const { success, stderr } = await new Deno.Command("ffmpeg", {
      args: ["-hide_banner", "-loglevel", "error", ...args, film],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const states: CaptureState[] = [];
    const camera = new FfmpegRawCamera({ camera: film, width, fps: 30, os: Deno.build.os }, systemClock);
    const { promise, resolve } = Promise.withResolvers<RawPicture>();
    camera.start(resolve, (state) => states.push(state));
    const picture = await promise;
    await camera.stop();
    assertEquals(states.map(({ state }) => state), ["starting", "running"]);
    return picture;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Luma, U and V in the middle of a picture. */
function middle({ width, height, bytes }: RawPicture): number[] {
  const luma = width * height, chroma = luma / 4;
  const at = height / 2 * width + width / 2, chromaAt = Math.floor(height / 4) * width / 2 + width / 4;
  return [bytes[at], bytes[luma + Math.floor(chromaAt)], bytes[luma + chroma + Math.floor(chromaAt)]];
}

const red = (options: string) => [
  ...["-f", "lavfi", "-i", `color=red:s=64x48:r=5:d=2,format=rgb24`],
  ...["-vf", `scale=${options},format=yuv420p`],
];

Deno.test("a film is read as I420 of the requested width, with even sides", async () => {
  const picture = await firstPicture(
    ["-f", "lavfi", "-i", "testsrc=s=90x62:r=5:d=2", "-pix_fmt", "yuv420p"],
    "film.mkv",
    61,
  );
  assertEquals([picture.width, picture.height], [60, 42]);
  assertEquals(picture.bytes.length, 60 * 42 * 3 / 2);
});

// Red is 81, 90, 240 in BT.601, limited range (ITU-R BT.601-7).
for (
  const [what, options, tags] of [
    ["BT.601, limited range", "out_color_matrix=bt601:out_range=tv", [
      "-colorspace",
      "smpte170m",
      "-color_range",
      "tv",
    ]],
    ["BT.709, limited range", "out_color_matrix=bt709:out_range=tv", ["-colorspace", "bt709", "-color_range", "tv"]],
    ["BT.709, full range", "out_color_matrix=bt709:out_range=pc", ["-colorspace", "bt709", "-color_range", "pc"]],
  ] as const
) {
  Deno.test(`red stays red from ${what}`, async () => {
    const picture = await firstPicture([...red(options), ...tags, "-c:v", "ffv1"], "red.mkv", 64);
    const [luma, u, v] = middle(picture);
    assert(Math.abs(luma - 81) <= 3 && Math.abs(u - 90) <= 3 && Math.abs(v - 240) <= 3, `${[luma, u, v]}`);
  });
}

Deno.test("a source that is narrower than wanted is not enlarged: that would cost bits and show nothing", async () => {
  const picture = await firstPicture(
    ["-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=2", "-pix_fmt", "yuv420p"],
    "small.mkv",
    1280,
  );
  assertEquals([picture.width, picture.height], [64, 48]);
});

Deno.test("pixels that are not square become square", async () => {
  const picture = await firstPicture(
    ["-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=2", "-vf", "setsar=2", "-pix_fmt", "yuv420p"],
    "wide.mkv",
    64,
  );
  assertEquals([picture.width, picture.height], [64, 32]);
});
