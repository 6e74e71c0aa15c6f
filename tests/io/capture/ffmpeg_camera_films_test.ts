import { assert, assertEquals } from "@std/assert";
import { readJpegHeader } from "../../../src/media/picture/jpeg_header.ts";
import { eventually } from "../../fake/eventually.ts";
import { CameraRig, record } from "./camera_rig.ts";
import { writeY4m } from "./y4m.ts";

Deno.test("a file plays at its own rate and loops", async () => {
  await using rig = new CameraRig();
  await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
  const startMs = performance.now();
  rig.open(rig.path("film.y4m"));
  await eventually(() => rig.units.length >= 12);
  assert(performance.now() - startMs > 300, "12 pictures of 30 a second take 0.37 s");
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  assertEquals(rig.units.map(({ sequence }) => sequence), rig.units.map((_, i) => i));
  for (const { bytes } of rig.units) assertEquals(readJpegHeader(bytes), { width: 80, height: 60 });
  for (const [i, { captureMs }] of rig.units.entries()) assert(i === 0 || captureMs >= rig.units[i - 1].captureMs);
});

// ffmpeg cannot rewind raw H.264, or H.264 in .ts; it can rewind the others.
const FILMS: Record<string, string[]> = {
  "film.h264": ["-c:v", "libx264"],
  "film.ts": ["-c:v", "libx264"],
  "film.mpg": ["-c:v", "mpeg2video", "-r", "25"],
  "film.mp4": ["-c:v", "mpeg4"],
  "film.gif": [],
  "film.mjpeg": ["-c:v", "mjpeg"],
};
for (const [name, codec] of Object.entries(FILMS)) {
  Deno.test(`${name} plays in a loop, without a message`, async () => {
    await using rig = new CameraRig();
    await record(
      rig.path(name),
      "testsrc2=s=160x120:r=10",
      "-t",
      "0.6",
      "-pix_fmt",
      name.endsWith("gif") ? "rgb8" : "yuv420p",
      ...codec,
    );
    rig.open(rig.path(name));
    await eventually(() => rig.units.length >= 20);
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
    assertEquals(rig.units.map(({ sequence }) => sequence), rig.units.map((_, i) => i));
  });
}

for (const [range, pixels] of [["tv", "yuv420p"], ["pc", "yuvj420p"]] as const) {
  Deno.test(`red stays red from BT.709, range ${range}: JPEGs have the matrix of BT.601`, async () => {
    const { Image } = await import("imagescript");
    await using rig = new CameraRig();
    const red = `color=red:s=160x120:r=10:d=0.4,format=rgb24,scale=out_color_matrix=bt709:out_range=${range}`;
    const tags = ["-colorspace", "bt709", "-color_range", range];
    await record(rig.path("red.mp4"), `${red},format=${pixels}`, ...tags, "-c:v", "libx264", "-qp", "1");
    rig.open(rig.path("red.mp4"));
    await eventually(() => rig.units.length >= 1);
    const [r, g, b] = (await Image.decode(rig.units[0].bytes)).bitmap.subarray((30 * 80 + 40) * 4);
    assert(r >= 250 && g <= 5 && b <= 5, `${[r, g, b]}`);
  });
}

Deno.test("still pictures are shown in a loop, whatever their format and name", async () => {
  for (const name of ["plain.jpg", "my%20dog.jpg", "one.gif", "pic.png", "100%d.png", "%03d.bmp", "a%[bc].jpg"]) {
    await using rig = new CameraRig();
    // As a pattern, the name would mean another picture.
    const plain = `plain${/\.\w+$/.exec(name)![0]}`;
    await record(rig.path(plain), "testsrc2=s=160x120", "-frames:v", "1");
    if (name !== plain) await Deno.rename(rig.path(plain), rig.path(name));
    if (name === "%03d.bmp") await record(rig.path("001.bmp"), "testsrc2=s=120x120", "-frames:v", "1", "-update", "1");
    rig.open(rig.path(name));
    await eventually(() => rig.units.length >= 5);
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"], name);
    for (const { bytes } of rig.units) assertEquals(readJpegHeader(bytes), { width: 80, height: 60 }, name);
  }
});

Deno.test("a still picture that is replaced is shown again, and one that is deleted stays", async () => {
  await using rig = new CameraRig();
  await record(rig.path("a.png"), "color=red:s=160x120", "-frames:v", "1");
  await record(rig.path("b.png"), "color=blue:s=160x160", "-frames:v", "1");
  rig.open(rig.path("a.png"));
  await eventually(() => rig.units.length >= 2);
  await Deno.rename(rig.path("b.png"), rig.path("a.png"));
  const height = () => (readJpegHeader(rig.units.at(-1)!.bytes) as { height: number }).height;
  await eventually(() => height() === 80);
  await Deno.remove(rig.path("a.png"));
  const count = rig.units.length;
  await eventually(() => rig.units.length > count + 15); // longer than the interval at which the file is checked
  assertEquals(rig.failures, []);
});

if (Deno.build.os !== "windows") {
  Deno.test("a film that is damaged at its end plays in a loop", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
    // Newer ffmpegs end in this way if reading fails.
    const ffmpegPath = rig.script("ffmpeg", 'ffmpeg "$@"; echo "Error during demuxing: Invalid data" >&2; exit 183');
    rig.open(rig.path("film.y4m"), { ffmpegPath });
    await eventually(() => rig.units.length >= 15);
    assertEquals(rig.failures, []);
  });

  Deno.test("a film whose ffmpeg was killed is not treated as complete", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
    const ffmpegPath = rig.script("ffmpeg", 'ffmpeg "$@"; kill -9 $$');
    rig.open(rig.path("film.y4m"), { ffmpegPath });
    await eventually(() => rig.failures.length > 0);
  });
}

Deno.test("a film that is too long for the memory is read again at its end", async () => {
  await using rig = new CameraRig();
  await writeY4m(rig.path("noise.y4m"), { width: 1600, height: 1200, frames: 12, noise: true });
  rig.open(rig.path("noise.y4m"), { width: 1600 });
  await eventually(() => rig.units.length >= 26);
  assert(rig.units.slice(0, 12).reduce((sum, { bytes }) => sum + bytes.length, 0) > 16_000_000);
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
});
