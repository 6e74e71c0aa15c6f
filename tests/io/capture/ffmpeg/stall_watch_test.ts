import { assertEquals } from "@std/assert";
import { stallLimitMs, watchForStall } from "../../../../src/io/capture/ffmpeg/stall_watch.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

/** A clock that can sleep: time passes, and no timer fires until it wakes. */
class SleepyClock extends VirtualClock {
  sleptMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.sleptMs;
  }

  override callAt(atMs: number, callback: () => void): () => void {
    return super.callAt(atMs - this.sleptMs, callback);
  }
}

Deno.test("silence is reported once, after the limit since the last picture", async () => {
  const clock = new VirtualClock();
  let lastMs = 0, stalls = 0;
  watchForStall(clock, clock.nowMs(), () => 10_000, () => lastMs, () => stalls++);
  await clock.advance(9_000);
  lastMs = clock.nowMs();
  await clock.advance(9_999);
  assertEquals(stalls, 0);
  await clock.advance(1);
  assertEquals(stalls, 1);
  await clock.advance(50_000);
  assertEquals(stalls, 1);
});

Deno.test("an ended watch reports nothing, however often it was renewed", async () => {
  const clock = new VirtualClock();
  let lastMs = 0, stalls = 0;
  const cancel = watchForStall(clock, clock.nowMs(), () => 10_000, () => lastMs, () => stalls++);
  await clock.advance(5_000);
  lastMs = clock.nowMs();
  await clock.advance(7_000);
  cancel();
  await clock.advance(50_000);
  assertEquals(stalls, 0);
});

Deno.test("a machine that slept gives its camera the whole time again", async () => {
  const clock = new SleepyClock();
  let stalls = 0;
  watchForStall(clock, clock.nowMs(), () => 10_000, () => 0, () => stalls++);
  clock.sleptMs = 60_000;
  await clock.advance(10_000);
  assertEquals(stalls, 0);
  await clock.advance(10_000);
  assertEquals(stalls, 1);
});

Deno.test("sources that may be silent: FIFOs, and recordings after their first picture", () => {
  for (const kind of ["fifo", "multipart"] as const) assertEquals(stallLimitMs({ kind, path: "/p" }, false), Infinity);
  assertEquals(stallLimitMs({ kind: "file", path: "/p" }, true), Infinity);
  assertEquals(stallLimitMs({ kind: "file", path: "/p" }, false), 30_000);
  assertEquals(stallLimitMs({ kind: "url", url: "rtsp://c/" }, true), 10_000);
  assertEquals(stallLimitMs({ kind: "url", url: "http://c/live.m3u8?a=b" }, true), 30_000);
  assertEquals(stallLimitMs({ kind: "camera", address: "/dev/video0" }, true), 10_000);
});
