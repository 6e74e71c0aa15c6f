import { assert, assertEquals } from "@std/assert";
import { FrameRateCap } from "../../../../src/io/capture/ffmpeg/frame_rate_cap.ts";
import { SeededRandom } from "../../../fake/random.ts";

/** How many pictures of ten seconds are taken. */
function taken(cap: FrameRateCap, cameraFps: number, jitterMs = 0): number {
  const random = new SeededRandom(1);
  let count = 0;
  for (let n = 0; n < cameraFps * 10; n++) {
    if (cap.take(1000 + n * 1000 / cameraFps + (random.next() - 0.5) * jitterMs)) count++;
  }
  return count;
}

Deno.test("all pictures of a camera are taken if its rate is not higher, although they jitter", () => {
  assertEquals(taken(new FrameRateCap(30), 30, 12), 300);
  assertEquals(taken(new FrameRateCap(30), 15, 30), 150);
});

Deno.test("of a faster camera, only as many pictures are taken as the rate allows", () => {
  for (const cameraFps of [60, 50, 120]) {
    const count = taken(new FrameRateCap(24), cameraFps);
    assert(count >= 238 && count <= 242, `${count} of a camera of ${cameraFps}`);
  }
});

Deno.test("after a pause, the missed pictures are not made up for", () => {
  const cap = new FrameRateCap(10);
  cap.take(1000);
  let atOnce = 0;
  for (let nowMs = 60_000; nowMs < 60_100; nowMs++) if (cap.take(nowMs)) atOnce++;
  assert(atOnce <= 3, `${atOnce}`);
});
