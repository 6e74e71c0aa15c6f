import { assertEquals, assertStringIncludes } from "@std/assert";
import { openCaptureDevice } from "../../../src/io/capture/open_capture_device.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import type { CapturedFrame } from "../../../src/port/capture_device.ts";
import { readJpegHeader } from "../../../src/media/picture/jpeg_header.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import { eventually } from "../../fake/eventually.ts";
import { writeY4m } from "./y4m.ts";

const os = Deno.build.os;
const OPTIONS = { width: 80, fps: 30, quality: 80, os };

async function firstPicture(options: { camera: string; ffmpegPath?: string }): Promise<CaptureState[]> {
  const device = openCaptureDevice({ ...OPTIONS, ...options }, systemClock);
  const units: CapturedFrame[] = [];
  const states: CaptureState[] = [];
  device.start((unit) => units.push(unit), (state) => states.push(state));
  await eventually(() => units.length > 0);
  await device.stop();
  assertEquals(readJpegHeader(units[0].bytes), { width: 80, height: 60 });
  return states;
}

// The libraries that encode the test picture and list cameras stay loaded.
Deno.test("--camera test opens the test picture", { sanitizeResources: false }, async () => {
  assertEquals((await firstPicture({ camera: "test", ffmpegPath: "no-such-ffmpeg" })).at(-1), { state: "running" });
});

Deno.test(
  "without ffmpeg a test picture replaces the camera, and the reason is reported",
  { sanitizeResources: false },
  async () => {
    const states = await firstPicture({ camera: "0", ffmpegPath: "no-such-ffmpeg" });
    assertEquals(states.map(({ state }) => state), ["starting", "failed"]);
    assertEquals(states[1].reason, "no_ffmpeg");
    assertStringIncludes(states[1].message!, "no-such-ffmpeg");
    assertStringIncludes(states[1].message!, "test picture");
  },
);

if (os !== "windows") {
  Deno.test("the test picture ends when ffmpeg becomes available", { sanitizeResources: false }, async () => {
    const folder = await Deno.makeTempDir();
    const camera = `${folder}/film.y4m`, ffmpegPath = `${folder}/ffmpeg`;
    await writeY4m(camera, { width: 160, height: 160, frames: 2 });
    const device = openCaptureDevice({ ...OPTIONS, camera, ffmpegPath }, systemClock);
    const heights: number[] = [];
    const states: CaptureState[] = [];
    device.start(({ bytes }) => {
      const header = readJpegHeader(bytes);
      if (typeof header === "object") heights.push(header.height);
    }, (state) => states.push(state));
    await eventually(() => heights.includes(60));
    await Deno.writeTextFile(ffmpegPath, '#!/bin/sh\nexec ffmpeg "$@"\n', { mode: 0o755 });
    await eventually(() => heights.includes(80));
    await device.stop();
    assertEquals(heights.slice(heights.indexOf(80)).filter((height) => height !== 80), []);
    assertEquals(states.map(({ state }) => state), ["starting", "failed", "running"]);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("a file is read through ffmpeg", async () => {
  const path = await Deno.makeTempFile({ suffix: ".y4m" });
  try {
    await writeY4m(path, { width: 160, height: 120, frames: 2 });
    assertEquals((await firstPicture({ camera: path })).at(-1), { state: "running" });
  } finally {
    await Deno.remove(path);
  }
});
