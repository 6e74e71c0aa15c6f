import { assert, assertEquals } from "@std/assert";
import { BitrateController } from "../../../src/media/rate/bitrate_controller.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("a train that arrives slowly behind a growing queue lowers the rate at once, and a fast one raises it", () => {
  const rate = new BitrateController();
  rate.onReport(30, { bytes: 18_000, ms: 5 }, { kbps: 1000, frames: 1, loss: 0 }, 0);
  rate.onReport(190, { bytes: 18_000, ms: 144 }, { kbps: 1000, frames: 1, loss: 0 }, 100);
  assertEquals(Math.round(rate.capacityKbps), 1000);
  rate.onReport(31, { bytes: 18_000, ms: 48 }, { kbps: 3000, frames: 1, loss: 0 }, 200);
  rate.onReport(31, { bytes: 18_000, ms: 48 }, { kbps: 3000, frames: 1, loss: 0 }, 300);
  assertEquals(Math.round(rate.capacityKbps), 3000);
});

Deno.test("jitter and loss alone do not lower the rate below what the frames need", () => {
  const rate = new BitrateController();
  rate.onReport(30, { bytes: 18_000, ms: 5 }, { kbps: 1000, frames: 1, loss: 0 }, 0);
  const random = new SeededRandom(7);
  for (let i = 1; i < 200; i++) {
    // Packets keep their order: the last one of a train waits for the slowest, which is 30 ms late.
    const ms = 30 * (1 - random.next());
    rate.onReport(30 + i % 20, { bytes: 18_000, ms }, { kbps: 4000, frames: 1, loss: 0.2 }, i * 30);
    assert(rate.capacityKbps > 6000, `${rate.capacityKbps}`);
  }
});

Deno.test("if a queue is too short to show in the delay, the fastest of several trains shows the rate", () => {
  const rate = new BitrateController();
  const before = rate.capacityKbps;
  assert(rate.trainKbps === before * 2);
  for (let i = 0; i < 8; i++) {
    rate.onReport(30 + i % 15, { bytes: 6000, ms: 24 }, { kbps: 1000, frames: 1, loss: 0.5 }, i * 30);
  }
  assertEquals(Math.round(rate.capacityKbps), 2000);
  rate.onReport(30, { bytes: 6000, ms: 24 }, { kbps: 1000, frames: 1, loss: 0.5 }, 300);
  assert(rate.trainKbps < 1.5 * 2000, "trains are slower, so that they fit into the queue");
  for (let i = 0; i < 12; i++) {
    const ms = 6000 * 8 / Math.min(8000, rate.trainKbps);
    rate.onReport(30, { bytes: 6000, ms }, { kbps: 1000, frames: 1, loss: 0 }, 400 + i * 30);
  }
  assert(rate.capacityKbps > 7900, "trains are still fast enough to show a wider link");
});

Deno.test("frames of one packet do not wait once some have arrived without a queue", () => {
  const rate = new BitrateController();
  for (let i = 0; i < 20; i++) rate.onReport(1, { bytes: 0, ms: 0 }, { kbps: 4800, frames: 3, loss: 0 }, i * 100);
  assert(rate.capacityKbps > 48_000);
  assert(rate.mayStart(80_000, 20_000, 1, 2000));
  for (let i = 20; i < 40; i++) rate.onReport(300, { bytes: 0, ms: 0 }, { kbps: 2000, frames: 3, loss: 0 }, i * 100);
  assert(rate.capacityKbps < 2100);
});

Deno.test("frames start when the link is free, and few of them before its rate is known", () => {
  const rate = new BitrateController();
  assert(rate.mayStart(0, 20_000, undefined, 0));
  assert(!rate.mayStart(40_000, 20_000, 50, 0));
  rate.onReport(30, { bytes: 18_000, ms: 144 }, { kbps: 1000, frames: 1, loss: 0 }, 0);
  rate.onSent(20_000, 10);
  assert(!rate.mayStart(0, 20_000, 50, 12));
  assert(rate.mayStart(0, 20_000, 50, rate.linkFreeMs));
});

Deno.test("the frame after a train that met a standing queue waits for most of it to drain", () => {
  const rate = new BitrateController();
  rate.onReport(30, { bytes: 18_000, ms: 50 }, { kbps: 2000, frames: 1, loss: 0 }, 0);
  rate.onReport(180, { bytes: 18_000, ms: 50 }, { kbps: 2000, frames: 1, loss: 0 }, 100);
  assertEquals(rate.queueMs, 150);
  assertEquals(rate.linkFreeMs, 160);
  assert(!rate.mayStart(0, 2000, 60, 159) && rate.mayStart(0, 2000, 60, 160));
});

Deno.test("a queue that others keep full is taken as part of the path, and the rate grows again", () => {
  const rate = new BitrateController();
  const report = (delayMs: number, nowMs: number) => {
    rate.onReport(delayMs, { bytes: 0, ms: 0 }, { kbps: 500, frames: 3, loss: 0 }, nowMs);
  };
  for (let nowMs = 0; nowMs < 1000; nowMs += 100) report(30, nowMs);
  for (let nowMs = 1000; nowMs < 2000; nowMs += 100) report(230, nowMs);
  assertEquals(Math.round(rate.capacityKbps), 500);
  assert(rate.linkFreeMs > 1500);
  for (let nowMs = 2000; nowMs < 3500; nowMs += 100) report(230, nowMs);
  assertEquals(rate.queueMs, 0);
  assert(rate.capacityKbps > 500);
});
