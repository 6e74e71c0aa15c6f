import { assert, assertEquals } from "@std/assert";
import { BitrateController } from "../../../src/media/rate/bitrate_controller.ts";
import { ClockOffset } from "../../../src/media/rate/clock_offset.ts";
import { FecSizer } from "../../../src/media/transport/fec_sizer.ts";
import { Pacer } from "../../../src/media/rate/pacer.ts";
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

Deno.test("jitter and loss alone lower nothing below what the pictures need", () => {
  const rate = new BitrateController();
  rate.onReport(30, { bytes: 18_000, ms: 5 }, { kbps: 1000, frames: 1, loss: 0 }, 0);
  const random = new SeededRandom(7);
  for (let i = 1; i < 200; i++) {
    // Packets keep their order: the last one of a train waits for the slowest, 30 ms late, the first one for nobody.
    const ms = 30 * (1 - random.next());
    rate.onReport(30 + i % 20, { bytes: 18_000, ms }, { kbps: 4000, frames: 1, loss: 0.2 }, i * 30);
    assert(rate.capacityKbps > 6000, `${rate.capacityKbps}`);
  }
});

Deno.test("a link with a queue too short to show in the delay tells its rate by no train being faster", () => {
  const rate = new BitrateController();
  const before = rate.capacityKbps;
  assert(rate.trainKbps === before * 2);
  for (let i = 0; i < 8; i++) {
    rate.onReport(30 + i % 15, { bytes: 6000, ms: 24 }, { kbps: 1000, frames: 1, loss: 0.5 }, i * 30);
  }
  assertEquals(Math.round(rate.capacityKbps), 2000);
  rate.onReport(30, { bytes: 6000, ms: 24 }, { kbps: 1000, frames: 1, loss: 0.5 }, 300);
  assert(rate.trainKbps < 1.5 * 2000, "what has no room in the queue is not sent into it");
  for (let i = 0; i < 12; i++) {
    const ms = 6000 * 8 / Math.min(8000, rate.trainKbps);
    rate.onReport(30, { bytes: 6000, ms }, { kbps: 1000, frames: 1, loss: 0 }, 400 + i * 30);
  }
  assert(rate.capacityKbps > 7900, "a link that got wider shows it all the same");
});

Deno.test("pictures of one packet are not held up once some came without a queue", () => {
  const rate = new BitrateController();
  for (let i = 0; i < 20; i++) rate.onReport(1, { bytes: 0, ms: 0 }, { kbps: 4800, frames: 3, loss: 0 }, i * 100);
  assert(rate.capacityKbps > 48_000);
  assert(rate.mayStart(80_000, 20_000, 1, 2000));
  for (let i = 20; i < 40; i++) rate.onReport(300, { bytes: 0, ms: 0 }, { kbps: 2000, frames: 3, loss: 0 }, i * 100);
  assert(rate.capacityKbps < 2100);
});

Deno.test("pictures begin when the link is free, and few before it is known", () => {
  const rate = new BitrateController();
  assert(rate.mayStart(0, 20_000, undefined, 0));
  assert(!rate.mayStart(40_000, 20_000, 50, 0));
  rate.onReport(30, { bytes: 18_000, ms: 144 }, { kbps: 1000, frames: 1, loss: 0 }, 0);
  rate.onSent(20_000, 10);
  assert(!rate.mayStart(0, 20_000, 50, 12));
  assert(rate.mayStart(0, 20_000, 50, rate.linkFreeMs));
});

Deno.test("parity covers what the link loses, and is none where it loses nothing", () => {
  const random = new SeededRandom(4);
  for (const [loss, atLeast, atMost] of [[0, 0, 0], [0.01, 1, 2], [0.05, 2, 4], [0.2, 5, 10]]) {
    const sizer = new FecSizer();
    for (let i = 0; i < 200; i++) {
      let received = 0;
      for (let n = 0; n < 20; n++) if (random.next() >= loss) received++;
      sizer.onFrame(received, 20);
    }
    const parity = sizer.parityFor(17);
    assert(parity >= atLeast && parity <= atMost, `${parity} for ${loss}`);
    assert(Math.abs(sizer.loss - loss) < 0.04);
  }
});

Deno.test("packets leave at the rate, urgent ones first, the first burst at once", () => {
  const pacer = new Pacer<string>(1000);
  pacer.push("a", 1000);
  pacer.push("b", 1250);
  pacer.push("c", 1250);
  pacer.pushUrgent("urgent", 1250);
  const left: string[] = [];
  for (let atMs = 100; pacer.length > 0; atMs++) {
    for (let item; (item = pacer.take(atMs, 1000));) left.push(`${item} ${atMs}`);
  }
  // 8 and 10 ms apart, but for the 2 ms that may be caught up.
  assertEquals(left, ["urgent 100", "a 100", "b 106", "c 116"]);
});

Deno.test("the peer's clock is told from round trips, best where they were quickest", () => {
  const clock = new ClockOffset();
  assertEquals(clock.toLocalMs(5), undefined);
  clock.onRoundTrip(1000, 10, 501_080, 1150); // 70 ms one way, 70 back
  clock.onRoundTrip(2000, 0, 502_020, 2040); // 20 and 20
  clock.onRoundTrip(3000, 0, 503_090, 3110); // 90 and 20
  assertEquals(clock.toLocalMs(502_020), 2020);
  assertEquals(clock.minRttMs, 40);
  clock.onRoundTrip(9000, 0, 0, 8000);
  assertEquals(clock.minRttMs, 40);
});
