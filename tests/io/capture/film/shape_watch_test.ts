import { assertEquals } from "@std/assert";
import type { CaptureSource } from "../../../../src/io/capture/devices/capture_source.ts";
import { ShapeWatch } from "../../../../src/io/capture/film/shape_watch.ts";
import type { SourceShape } from "../../../../src/io/capture/film/source_shape.ts";

const FILE: CaptureSource = { kind: "file", path: "film" };
const LANDSCAPE: SourceShape = { width: 320, height: 240, pixelAspect: 1 };
const PORTRAIT: SourceShape = { width: 240, height: 320, pixelAspect: 1 };

let pictures = 0;
const told = (size: string, atS = 0, sar = "1/1") =>
  `[showinfo@shape @ 0x5] n: ${pictures++} pts: 1 pts_time:${atS} fmt:yuv420p sar:${sar} s:${size} i:P\n`;

function watch(source: CaptureSource, known: SourceShape[], ...said: string[]): ShapeWatch {
  const shapes = new ShapeWatch(source, 400, known);
  // As it arrives: each time everything that was said so far.
  for (let n = 1; n <= said.length; n++) shapes.heard(said.slice(0, n).join(""));
  return shapes;
}
const sizes = ({ shapes }: ShapeWatch) => shapes.map(({ width, height }) => `${width}x${height}`);

Deno.test("another shape is a change, the same shape with other pixels is not", () => {
  assertEquals(watch(FILE, []).changed, false);
  assertEquals(watch(FILE, [], told("320x240"), told("640x480")).changed, false);
  const changed = watch(FILE, [], told("320x240"), told("240x320"));
  assertEquals([changed.changed, sizes(changed)], [true, ["320x240", "240x320"]]);
  assertEquals(watch(FILE, [], told("720x576"), told("720x576", 1, "64/45")).changed, true);
});

Deno.test("raw pictures with other pixels are another size, and so a change", () => {
  const shapes = new ShapeWatch(FILE, 400, [], 0, "raw");
  shapes.heard(told("320x240") + told("161x120"));
  assertEquals([shapes.changed, sizes(shapes)], [true, ["320x240", "161x120"]]);
});

Deno.test("an ffmpeg that knows both shapes need not be restarted; a third one is a change", () => {
  const known = [LANDSCAPE, PORTRAIT];
  assertEquals(watch(FILE, known, told("320x240"), told("240x320"), told("320x240")).changed, false);
  const third = watch(FILE, known, told("320x240"), told("100x100"));
  assertEquals([third.changed, sizes(third)], [true, ["240x320", "320x240", "100x100"]]);
  assertEquals(watch(FILE, known, told("240x180")).changed, true, "it has no output for these pixels");
});

Deno.test("earlier shapes are passed to the next ffmpeg too, as long as there is room", () => {
  const film = watch(FILE, [], told("320x240"), told("240x320"), told("100x100"), told("320x240"));
  assertEquals([film.changed, film.hasNews, sizes(film)], [false, true, ["240x320", "100x100", "320x240"]]);
  assertEquals(watch(FILE, [], told("320x240"), told("640x480")).hasNews, false);
  const full = Array.from({ length: 8 }, (_, n): SourceShape => ({ width: 100 + n, height: 50, pixelAspect: 1 }));
  assertEquals(watch(FILE, full, told("320x240"), told("100x50")).hasNews, false);
});

Deno.test("the number of shapes is limited: the oldest is removed", () => {
  let known: readonly SourceShape[] = [];
  for (let n = 1; n < 30; n++) known = watch(FILE, [...known], told("320x240"), told(`${100 + n}x300`)).shapes;
  assertEquals(known.length, 8);
  assertEquals(known.at(-1)?.width, 129);
});

Deno.test("a recording continues at its position, and a live source does not", () => {
  const film = "Input #0, matroska,webm, from 'film':\n  Duration: 00:01:10.50, start: 0.000000\n";
  assertEquals(watch(FILE, [], told("320x240", 12.5)).positionS, 12.5);
  assertEquals(watch(FILE, [], film, told("320x240", 80.5)).positionS, 10);
  const url: CaptureSource = { kind: "url", url: "http://cam/" };
  assertEquals(watch(url, [], "  Duration: N/A, bitrate: N/A\n", told("320x240", 12.5)).positionS, 0);
  assertEquals(watch(url, [], film, told("320x240", 12.5)).positionS, 12.5);
});

Deno.test("what is left of a recording is known where its length is", () => {
  const film = "Input #0, matroska,webm, from 'film':\n  Duration: 00:01:10.50, start: 0.000000\n";
  assertEquals(watch(FILE, [], film, told("320x240", 60.5)).remainingS, 10);
  assertEquals(watch(FILE, [], "  Duration: N/A, bitrate: N/A\n", told("320x240", 60.5)).remainingS, undefined);
});

Deno.test("a FIFO is read from the middle only if its format allows that", () => {
  const fifo: CaptureSource = { kind: "fifo", path: "/p" };
  for (const [format, changed] of [["mpegts", true], ["matroska,webm", false]] as const) {
    const said = [`Input #0, ${format}, from '/p':\n`, told("320x240"), told("240x320")];
    assertEquals(watch(fifo, [], ...said).changed, changed);
  }
});
