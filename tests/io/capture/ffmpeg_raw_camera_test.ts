import { assert, assertEquals } from "@std/assert";
import { FfmpegRawCamera } from "../../../src/io/capture/ffmpeg_raw_camera.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import type { RawPicture } from "../../../src/port/raw_picture.ts";
import { combing } from "./combing.ts";

/** If this many pictures do not fit, none will. */
const MOST_PICTURES = 200;

/** The first picture that `fits`, of a film that ffmpeg makes with these arguments. The film is shown again and again. */
async function firstPicture(
  args: readonly string[],
  name: string,
  width: number,
  fits: (picture: RawPicture) => boolean = () => true,
): Promise<RawPicture> {
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
    let count = 0;
    camera.start((picture) => {
      if (fits(picture) || ++count > MOST_PICTURES) resolve(picture);
    }, (state) => states.push(state));
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

Deno.test("an interlaced film is deinterlaced", async () => {
  // A white bar that moves: its two fields, 1/50 s apart, are combs in one picture.
  const bar = "color=black:s=128x96:r=50:d=2[a];color=white:s=32x96:r=50:d=2[b];[a][b]overlay=x=n*4:y=0,interlace";
  const film = ["-f", "lavfi", "-i", bar, "-c:v", "ffv1", "-field_order", "tt"];
  const isWhite = (picture: RawPicture) => picture.bytes.subarray(0, 128 * 96).some((luma) => luma > 200);
  const picture = await firstPicture(film, "bar.mkv", 128, (picture) => isWhite(picture) && combing(picture) < 0.002);
  assert(combing(picture) < 0.002, `${combing(picture)}`);
});

const PQ = ["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_range", "tv"];

for (const [what, tags] of [["", PQ], [", which does not say its colours,", PQ.slice(0, 2)]] as const) {
  Deno.test(`a film of high dynamic range${what} is no darker than it should be`, async () => {
    // Half of the range of PQ (SMPTE ST 2084) is about 100 cd/m2: it is as bright as a usual screen gets, and not grey (126).
    const grey = "color=gray:s=64x48:r=5:d=4,format=yuv420p10le";
    const film = ["-f", "lavfi", "-i", grey, ...tags, "-c:v", "ffv1"];
    const picture = await firstPicture(film, "hdr.mkv", 64, (picture) => middle(picture)[0] > 138);
    assert(middle(picture)[0] > 138, `${middle(picture)}`);
  });
}

Deno.test("pixels that are not square become square", async () => {
  const picture = await firstPicture(
    ["-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=2", "-vf", "setsar=2", "-pix_fmt", "yuv420p"],
    "wide.mkv",
    64,
  );
  assertEquals([picture.width, picture.height], [64, 32]);
});
