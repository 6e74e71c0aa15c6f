import { assertEquals } from "@std/assert";
import { EncoderLoad } from "../../../src/media/rate/encoder_load.ts";
import type { EncoderUsage } from "../../../src/port/picture_encoder.ts";

/** Gives a load so many pictures, each of which costs what `costMs` and `waitedMs` say. */
function feed(load: EncoderLoad, from: EncoderUsage, pictures: number, costMs: number | undefined, waitedMs: number) {
  let usage = from;
  for (let i = 0; i < pictures; i++) {
    const cpuMs = costMs === undefined ? undefined : (usage.cpuMs ?? 0) + costMs;
    usage = { frames: usage.frames + 1, waitedMs: usage.waitedMs + waitedMs, cpuMs };
    load.picture(false, () => usage);
  }
  return usage;
}
const NOTHING: EncoderUsage = { frames: 0, waitedMs: 0, cpuMs: 0 };

Deno.test("the cost is the CPU time of a frame, once there are enough frames", () => {
  const load = new EncoderLoad();
  const usage = feed(load, NOTHING, 30, 4, 9);
  assertEquals([load.costMs, load.waitedMs], [undefined, undefined]);
  feed(load, usage, 1, 4, 9);
  assertEquals([load.costMs, load.waitedMs], [4, 9]);
});

Deno.test("where CPU time is not known, or is that of a wrapper, the cost is the time until a frame is there", () => {
  for (const cpuMs of [undefined, 0]) {
    const load = new EncoderLoad();
    feed(load, { ...NOTHING, cpuMs }, 40, cpuMs, 9);
    assertEquals(load.costMs, 9);
  }
});

Deno.test("only the latest frames count: the cost follows within 60", () => {
  const load = new EncoderLoad();
  const usage = feed(load, NOTHING, 200, 4, 9);
  feed(load, usage, 70, 12, 20);
  assertEquals([load.costMs, load.waitedMs], [12, 20]);
});

Deno.test("late pictures are counted among the latest 60", () => {
  const load = new EncoderLoad();
  for (let i = 0; i < 10; i++) load.picture(true, () => undefined);
  for (let i = 0; i < 50; i++) load.picture(false, () => undefined);
  assertEquals(load.latePictures, 10);
  for (let i = 0; i < 6; i++) load.picture(false, () => undefined);
  assertEquals([load.latePictures, load.costMs], [4, undefined]);
});
