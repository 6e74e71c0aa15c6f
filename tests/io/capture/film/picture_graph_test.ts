import { assertEquals } from "@std/assert";
import { pictureGraph, type PictureGraphTask } from "../../../../src/io/capture/film/picture_graph.ts";

const LANDSCAPE = { width: 320, height: 240, pixelAspect: 1 }, PORTRAIT = { width: 241, height: 320, pixelAspect: 1 };

function graph(task: Partial<PictureGraphTask>): { outputs: number; scales: string[]; filters: string } {
  const whole = { wantedWidth: 640, shapes: [], interlaced: false, rest: "null", tellsShape: true } as const;
  const { filters, outputs } = pictureGraph({ ...whole, format: "raw", ...task });
  return { filters, outputs, scales: [...filters.matchAll(/scale=w=(\d+):h=(\d+)/g)].map(([, w, h]) => `${w}x${h}`) };
}

Deno.test("each shape has an output of its own: raw ones are not enlarged, and even", () => {
  assertEquals(graph({}).outputs, 1);
  assertEquals(graph({ shapes: [LANDSCAPE] }).outputs, 1);
  const shapes = [LANDSCAPE, PORTRAIT];
  assertEquals(graph({ shapes }).scales, ["320x240", "240x320"]);
  assertEquals(graph({ shapes, format: "jpeg" }).scales, ["640x480", "640x849"]);
});

Deno.test("where it is not known whether pictures are interlaced, each goes one way of two", () => {
  assertEquals(graph({ interlaced: "unknown" }).outputs, 2);
  assertEquals(graph({ interlaced: "unknown", shapes: [LANDSCAPE, PORTRAIT] }).outputs, 4);
  const counts = [true, false, "unknown"] as const;
  assertEquals(counts.map((interlaced) => graph({ interlaced }).filters.split("yadif").length - 1), [1, 0, 1]);
});

Deno.test("an ffmpeg without the filters that distinguish pictures gets one output", () => {
  const { filters, outputs } = graph({ tellsShape: false, interlaced: "unknown", shapes: [LANDSCAPE, PORTRAIT] });
  assertEquals(outputs, 1);
  assertEquals(filters.includes("select"), false);
});
