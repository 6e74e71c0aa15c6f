import { assert, assertEquals } from "@std/assert";
import { PictureDelay } from "../../src/call/picture_delay.ts";
import type { MediaTrack } from "../../src/port/encoded_frame.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

const TRACK: MediaTrack = { id: 0, kind: "camera", codec: "vp8" };
const FRAME_MS = 33;

function start() {
  const clock = new VirtualClock();
  const shown: { n: number; atMs: number }[] = [];
  const delay = new PictureDelay({ clock, show: (_track, { n }) => void shown.push({ n, atMs: clock.nowMs() }) });
  let n = 0;
  /** Frames that are 20 ms old when they come, and sound that is `mouthToEarMs` old. Returns how long sound is held back. */
  const run = async (frames: number, mouthToEarMs?: number, pictureMs = 20) => {
    let heldBackMs = 0;
    for (let i = 0; i < frames; i++) {
      const captureMs = clock.nowMs() - pictureMs;
      const heldMs = delay.show(TRACK, { n: n++, keyframe: true, bytes: new Uint8Array(1) }, captureMs);
      clock.callAt(clock.nowMs() + heldMs, () => delay.shown(captureMs, heldMs));
      if (mouthToEarMs !== undefined) heldBackMs = delay.heard(mouthToEarMs);
      await clock.advance(FRAME_MS);
    }
    return heldBackMs;
  };
  return { clock, delay, shown, run };
}

Deno.test("without sound each frame passes at once", async () => {
  const { shown, run } = start();
  await run(5);
  assertEquals(shown.map(({ n }) => n), [0, 1, 2, 3, 4]);
  assertEquals(shown[4].atMs - shown[3].atMs, FRAME_MS);
});

Deno.test("frames wait for sound that is later, in order, and at most as long as it is later", async () => {
  const { clock, delay, shown, run } = start();
  await run(200, 120);
  const frame = { n: 1000, keyframe: true, bytes: new Uint8Array(1) };
  const heldMs = delay.show(TRACK, frame, undefined);
  assert(heldMs >= 85 && heldMs <= 115, `${heldMs}`);
  await clock.advance(heldMs);
  assertEquals(shown.map(({ n }) => n), [...Array(200).keys(), 1000]);
});

Deno.test("sound waits for pictures that are later, and pictures do not", async () => {
  const { delay, run } = start();
  const heldBackMs = await run(300, 30, 120);
  assert(heldBackMs >= 50 && heldBackMs <= 80, `${heldBackMs}`);
  assertEquals(delay.show(TRACK, { n: 0, keyframe: true, bytes: new Uint8Array(1) }, undefined), 0);
});

Deno.test("when a call ends, nothing that waited is shown in the next", async () => {
  const { clock, delay, shown, run } = start();
  await run(200, 300);
  const count = shown.length;
  assert(count < 200, "some are waiting");
  delay.clear();
  await clock.advance(1000);
  assertEquals(shown.length, count);
});
