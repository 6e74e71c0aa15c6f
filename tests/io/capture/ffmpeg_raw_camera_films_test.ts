import { assert, assertEquals } from "@std/assert";
import type { RawPicture } from "../../../src/port/raw_picture.ts";
import { eventually } from "../../fake/eventually.ts";
import { posix, record, writeAll } from "./camera_rig.ts";
import { RawCameraRig } from "./raw_camera_rig.ts";
import { y4mHeader } from "./y4m.ts";

/** The sides of what is brighter than grey, in pixels: how long it is in the middle row, and in the middle column. */
function whiteSquare({ width, height, bytes }: RawPicture): [wide: number, high: number] {
  const isWhite = (x: number, y: number) => bytes[y * width + x] > 126;
  const wide = Array.from({ length: width }, (_, x) => isWhite(x, height / 2)).filter(Boolean).length;
  return [wide, Array.from({ length: height }, (_, y) => isWhite(width / 2, y)).filter(Boolean).length];
}

/** Half a second, with a white square in the middle. */
async function recordSquare(path: string, width: number, height: number, side: number): Promise<Uint8Array> {
  const box = `drawbox=x=${(width - side) / 2}:y=${(height - side) / 2}:w=${side}:h=${side}:color=white:t=fill`;
  const quality = ["-c:v", "mpeg2video", "-q:v", "2", "-pix_fmt", "yuv420p", "-f", "mpegts"];
  await record(path, `color=black:s=${width}x${height}:r=25:d=0.6,${box}`, ...quality);
  return await Deno.readFile(path);
}

Deno.test("a film that changes its shape is followed: no picture is squeezed, and the film plays on in a loop", async () => {
  await using rig = new RawCameraRig();
  const landscape = await recordSquare(rig.path("a.ts"), 64, 48, 16);
  const portrait = await recordSquare(rig.path("b.ts"), 48, 64, 24);
  const small = await recordSquare(rig.path("c.ts"), 32, 24, 8);
  await Deno.writeFile(rig.path("film.ts"), join(landscape, portrait, small));
  rig.open(rig.path("film.ts"));
  /** The sizes that came one after the other, from the time when all were known. */
  const known = () => rig.pictures.slice(rig.pictures.findIndex(({ width }) => width === 32));
  const changes = () =>
    known().map(({ width, height }) => `${width}x${height}`).filter((size, i, sizes) => size !== sizes[i - 1]);
  await eventually(() => changes().length >= 7);
  assertEquals(changes().slice(0, 7), ["32x24", "64x48", "48x64", "32x24", "64x48", "48x64", "32x24"]);
  for (const picture of known()) {
    const side = { 64: 16, 48: 24, 32: 8 }[picture.width]!;
    const [wide, high] = whiteSquare(picture);
    assert(Math.abs(wide - side) <= 1 && Math.abs(high - side) <= 1, `${picture.width}: ${wide}x${high}`);
  }
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
});

if (posix) {
  Deno.test("a film of high dynamic range is bright on an ffmpeg without zscale, too", async () => {
    await using rig = new RawCameraRig();
    // Half of the range of PQ (SMPTE ST 2084) is about 100 cd/m2: it is as bright as a usual screen gets, and not grey (126).
    const tags = ["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"];
    const grey = "color=gray:s=64x48:r=5:d=0.4,format=yuv420p10le";
    await record(rig.path("hdr.mkv"), grey, ...tags, "-color_range", "tv", "-c:v", "ffv1");
    const refusing = `#!/bin/sh
case "$*" in *zscale*) echo "[AVFilterGraph @ 0x5] No such filter: 'zscale'" >&2; exit 1;; esac
exec ffmpeg "$@"
`;
    await Deno.writeTextFile(rig.path("ffmpeg"), refusing, { mode: 0o755 });
    rig.open(rig.path("hdr.mkv"), { ffmpegPath: rig.path("ffmpeg") });
    // Pictures may come before ffmpeg's description of the film is read.
    await eventually(() => rig.pictures.some(({ bytes }) => bytes[0] > 138));
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  });

  Deno.test("the next ffmpeg of a long film waits before the film is at its end, and no picture is left out", async () => {
    await using rig = new RawCameraRig();
    using film = await Deno.open(rig.path("film.y4m"), { write: true, create: true });
    await writeAll(film, y4mHeader(1280, 720));
    const luma = (n: number) => 16 + 10 * n;
    for (let n = 0; n < 14; n++) await writeAll(film, plainFrame(1280, 720, luma(n)));
    // The end of each is put off until the next has begun to wait, or for a minute.
    const log = rig.path("log");
    const script = `#!/bin/sh
echo start >>'${log}'
ffmpeg "$@"; code=$?
n=0; while [ $n -lt 600 ] && [ $(grep -c start '${log}') -le $(($(grep -c end '${log}') + 1)) ]; do n=$((n + 1)); sleep 0.1; done
echo end >>'${log}'; exit $code
`;
    await Deno.writeTextFile(rig.path("ffmpeg"), script, { mode: 0o755 });
    rig.open(rig.path("film.y4m"), { width: 1280, ffmpegPath: rig.path("ffmpeg") });
    await eventually(() => rig.pictures.length >= 3 * 14);
    const lumas = rig.pictures.slice(0, 3 * 14).map(({ bytes }) => bytes[640 * 720]);
    assertEquals(lumas, Array.from({ length: 3 * 14 }, (_, n) => luma(n % 14)));
    const logged = (await Deno.readTextFile(log)).split("\n").slice(0, 5);
    assertEquals(logged, ["start", "start", "end", "start", "end"]);
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  });
}

function plainFrame(width: number, height: number, luma: number): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode("FRAME\n");
  const bytes = new Uint8Array(head.length + width * height * 3 / 2).fill(128);
  bytes.set(head);
  return bytes.fill(luma, head.length, head.length + width * height);
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
