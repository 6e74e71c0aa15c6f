import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { TestPattern } from "../../../../src/io/capture/test_pattern/test_pattern.ts";
import type { CapturedFrame } from "../../../../src/port/capture_device.ts";
import { readJpegHeader } from "../../../../src/media/picture/jpeg_header.ts";
import type { CaptureState } from "../../../../src/port/capture_device.ts";
import { eventually } from "../../../fake/eventually.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

// The encoder's native library stays loaded.
const test = (name: string, run: () => Promise<void>) => Deno.test(name, { sanitizeResources: false }, run);

interface Running {
  readonly clock: VirtualClock;
  readonly picture: TestPattern;
  readonly units: CapturedFrame[];
  readonly states: CaptureState[];
}

async function withPicture(
  options: { width?: number; fps?: number; quality?: number; maxBytes?: number },
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const { width = 160, fps = 30, quality = 80, maxBytes } = options;
  const clock = new VirtualClock();
  const picture = new TestPattern({ width, fps, quality }, clock);
  const units: CapturedFrame[] = [];
  const states: CaptureState[] = [];
  if (maxBytes !== undefined) picture.limitFrame(maxBytes);
  picture.start((unit) => units.push(unit), (state) => states.push(state));
  await eventually(() => units.length === 1);
  await use({ clock, picture, units, states });
  await picture.stop();
}

test("one picture is given in each period, numbered, and different from the one before", async () => {
  await withPicture({ fps: 10 }, async ({ clock, units, states }) => {
    for (let n = 1; n < 5; n++) {
      await clock.advance(99);
      assertEquals(units.length, n);
      await clock.advance(1);
      await eventually(() => units.length === n + 1);
      assertNotEquals(units[n].bytes, units[n - 1].bytes);
    }
    assertEquals(units.map(({ sequence }) => sequence), [0, 1, 2, 3, 4]);
    assertEquals(units.map(({ captureMs }) => captureMs - units[0].captureMs), [0, 100, 200, 300, 400]);
    assertEquals(states.map(({ state }) => state), ["starting", "running"]);
    for (const { bytes } of units) assertEquals(readJpegHeader(bytes), { width: 160, height: 120 });
  });
});

test("at most 30 pictures a second are drawn", async () => {
  await withPicture({ fps: 500 }, async ({ clock, units }) => {
    await clock.advance(33);
    assertEquals(units.length, 1);
    await clock.advance(1);
    await eventually(() => units.length === 2);
  });
});

test("pictures stay within the limit, and get better again when it is lifted", async () => {
  await withPicture({ width: 320, quality: 95, maxBytes: 5000 }, async ({ clock, picture, units }) => {
    assert(units[0].bytes.length <= 5000);
    picture.limitFrame(100_000);
    await clock.advance(34);
    await eventually(() => units.length === 2);
    await clock.advance(34);
    await eventually(() => units.length === 3);
    assert(units[2].bytes.length > 5000);
  });
});

test("it can be stopped at any moment, and gives no picture after that", async () => {
  await withPicture({}, async ({ clock, picture, units }) => {
    await picture.stop();
    const before = units.length;
    await clock.advance(1000);
    assertEquals(units.length, before);
  });
  const clock = new VirtualClock();
  const picture = new TestPattern({ width: 80, fps: 30, quality: 80 }, clock);
  const units: CapturedFrame[] = [];
  picture.start((unit) => units.push(unit), () => {});
  await picture.stop();
  assertEquals(units, []);
});
