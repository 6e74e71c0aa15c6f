import { assert, assertEquals } from "@std/assert";
import { leastKbps, mostKbps, PictureSteps } from "../../../src/media/rate/picture_steps.ts";

const HD = { width: 1280, height: 720, framesPerSecond: 30 };

/** Sets the rate every 100 ms for a while. Returns when the shape changed, and to what. */
function run(steps: PictureSteps, kbps: number, fromMs: number, untilMs: number): [number, string][] {
  const changes: [number, string][] = [];
  for (let nowMs = fromMs; nowMs < untilMs; nowMs += 100) {
    if (steps.update(kbps, nowMs)) changes.push([nowMs, textOf(steps)]);
  }
  return changes;
}

const textOf = ({ shape: { width, height, framesPerSecond } }: PictureSteps) => `${width}x${height}@${framesPerSecond}`;

Deno.test("a source keeps its size and frame rate as long as the rate is enough", () => {
  const steps = new PictureSteps(HD);
  assertEquals(textOf(steps), "1280x720@30");
  assertEquals(run(steps, 3000, 0, 20_000), []);
});

Deno.test("size and frame rate go down together, to the step for which the rate is enough", () => {
  for (
    const [kbps, shape] of [
      [800, "960x540@30"],
      [400, "640x360@30"],
      [200, "640x360@20"],
      [110, "480x270@20"],
      [80, "480x270@15"],
      [40, "320x180@15"],
      [5, "320x180@10"],
    ] as const
  ) {
    const steps = new PictureSteps(HD);
    run(steps, kbps, 0, 2000);
    assertEquals(textOf(steps), shape, `${kbps} kbit/s`);
  }
});

Deno.test("a step down comes at once if the rate is far too low, and after half a second if it is a little too low", () => {
  assertEquals(run(new PictureSteps(HD), 400, 0, 1000), [[0, "640x360@30"]]);
  assertEquals(run(new PictureSteps(HD), 1000, 0, 1000), [[500, "960x540@30"]]);
});

Deno.test("a larger picture comes back when the rate has been enough for two seconds, with a margin", () => {
  const steps = new PictureSteps(HD);
  run(steps, 400, 0, 1000);
  const margin = leastKbps({ ...HD, width: 960, height: 540 }) * 1.3;
  assertEquals(run(steps, margin - 1, 1000, 11_000), []);
  assertEquals(run(steps, margin + 1, 11_000, 14_000), [[13_000, "960x540@30"]]);
  assertEquals(run(steps, 5000, 14_000, 17_000), [[16_000, "1280x720@30"]]);
});

Deno.test("a rate that swings around a step's limit does not change the shape back and forth", () => {
  const steps = new PictureSteps(HD);
  const limit = leastKbps(HD);
  let changes = 0;
  for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
    if (steps.update(limit * (1 + 0.2 * Math.sin(nowMs / 700)), nowMs)) changes++;
  }
  assert(changes <= 1, `${changes} changes`);
});

Deno.test("steps keep the source's proportions and are never larger; widths and heights are even", () => {
  for (
    const source of [{ width: 640, height: 480, framesPerSecond: 25 }, { width: 400, height: 300, framesPerSecond: 12 }]
  ) {
    const steps = new PictureSteps(source);
    for (const kbps of [1e6, 600, 300, 150, 100, 60, 30, 1]) {
      run(steps, kbps, 0, 5000);
      const { width, height, framesPerSecond } = steps.shape;
      assert(width <= source.width && height <= source.height && framesPerSecond <= source.framesPerSecond);
      assert(width % 2 === 0 && height % 2 === 0);
      assert(Math.abs(width / height - source.width / source.height) < 0.02, `${width}x${height}`);
    }
  }
});

Deno.test("a screen keeps its size as long as it can, with fewer pictures a second", () => {
  const source = { width: 1920, height: 1080, framesPerSecond: 15 };
  for (
    const [kbps, shape] of [
      [2000, "1920x1080@15"],
      [1000, "1920x1080@10"],
      [500, "1920x1080@5"],
      [200, "1280x720@5"],
      [20, "640x360@5"],
    ] as const
  ) {
    const steps = new PictureSteps(source, "screen");
    run(steps, kbps, 0, 2000);
    assertEquals(textOf(steps), shape, `${kbps} kbit/s`);
  }
});

Deno.test("the rate beyond which nobody sees a difference grows more slowly than the pixels", () => {
  assertEquals(mostKbps({ width: 640, height: 480, framesPerSecond: 30 }), 1400);
  const hd = mostKbps(HD);
  assert(hd > 3000 && hd < 4500, `${hd}`);
  assertEquals(Math.round(mostKbps({ width: 640, height: 480, framesPerSecond: 30 }, "av1")), 938);
});
