import { assert, assertEquals } from "@std/assert";
import { type TrainlessEvidence, TrainlessRate } from "../../../src/media/rate/trainless_rate.ts";

const EMPTY = { standingMs: 0, leastStandingMs: 0, fastestKbps: Infinity, frames: 3 };
const QUEUE = { standingMs: 60, leastStandingMs: 60, fastestKbps: Infinity, frames: 3 };
const STEEP_QUEUE = { standingMs: 300, leastStandingMs: 300, fastestKbps: Infinity, frames: 3 };

function received(kbps: number, mostKbps = kbps): Pick<TrainlessEvidence, "received"> {
  return { received: { kbps, mostKbps } };
}

Deno.test("without a queue the rate grows with each report, up to twenty times what arrives", () => {
  const rate = new TrainlessRate();
  let capacityKbps = 1000;
  const kbps = [];
  for (let n = 0; n < 12; n++) {
    capacityKbps = rate.update({ capacityKbps, ...received(500), ...EMPTY }, n * 100)!;
    kbps.push(capacityKbps);
  }
  assertEquals(kbps.slice(0, 3), [1500, 2250, 3375]);
  assertEquals(kbps.at(-1), 10_000);
});

Deno.test("without a queue the rate never falls, and is never less than what arrived", () => {
  const rate = new TrainlessRate();
  assertEquals(rate.update({ capacityKbps: 50_000, ...received(10), ...EMPTY }, 0), 50_000);
  assertEquals(rate.update({ capacityKbps: 300, ...received(10, 4000), ...EMPTY }, 100), 4000);
});

Deno.test("behind a queue the rate is what arrives, even if one report covers few packets", () => {
  const rate = new TrainlessRate();
  assertEquals(rate.update({ capacityKbps: 9000, ...received(2000), ...QUEUE }, 0), 2000);
  assertEquals(rate.update({ capacityKbps: 9000, ...received(500, 2000), ...QUEUE }, 25), 1800);
  assertEquals(
    rate.update({ capacityKbps: 400, ...received(2000), ...QUEUE }, 50),
    400,
    "a queue is no reason to grow",
  );
});

Deno.test("behind a steep queue the rate falls further, but never below the limit", () => {
  const rate = new TrainlessRate();
  assertEquals(rate.update({ capacityKbps: 9000, ...received(500, 2000), ...STEEP_QUEUE }, 0), 500);
  assertEquals(rate.update({ capacityKbps: 9000, ...received(0), ...STEEP_QUEUE }, 25), 100);
  assertEquals(rate.update({ capacityKbps: 9000, ...received(0), ...QUEUE }, 50), 100);
});

Deno.test("for ten seconds after a queue the rate grows by 4 % in 100 ms, however often reports arrive", () => {
  for (const gapMs of [25, 50, 100]) {
    const rate = new TrainlessRate();
    let capacityKbps = rate.update({ capacityKbps: 9000, ...received(1000), ...QUEUE }, 0)!;
    for (let nowMs = gapMs; nowMs <= 1000; nowMs += gapMs) {
      capacityKbps = rate.update({ capacityKbps, ...received(1000), ...EMPTY }, nowMs)!;
    }
    assert(Math.abs(capacityKbps - 1000 * 1.04 ** 10) < 1e-6, `${capacityKbps}`);
    const laterKbps = rate.update({ capacityKbps: 1000, ...received(1000), ...EMPTY }, 9999)!;
    assertEquals(laterKbps, 1040, "a pause counts as 100 ms");
    assertEquals(rate.update({ capacityKbps: 1000, ...received(1000), ...EMPTY }, 10_000), 1500);
  }
});

Deno.test("a report without a frame, and one that may be the first of a queue, change nothing", () => {
  const rate = new TrainlessRate();
  assertEquals(rate.update({ capacityKbps: 1000, ...received(1000), ...EMPTY, frames: 0 }, 0), undefined);
  assertEquals(rate.update({ capacityKbps: 1000, ...received(1000), ...EMPTY, standingMs: 40 }, 100), undefined);
});

Deno.test("for predictive encoders it always grows with care", () => {
  const rate = new TrainlessRate();
  assertEquals(rate.update({ capacityKbps: 1000, ...received(1000), ...EMPTY, isCareful: true }, 0), 1040);
});

Deno.test("where a queue stood before, a predictive encoder's rate grows by one percent in 100 ms, and beyond by four", () => {
  const rate = new TrainlessRate();
  const grown = (capacityKbps: number, nowMs: number) =>
    rate.update({ capacityKbps, ...received(300), ...EMPTY, isCareful: true }, nowMs);
  rate.update({ capacityKbps: 1100, ...received(900, 1000), ...QUEUE, isCareful: true }, 0);
  assertEquals([grown(800, 100), grown(900, 200), grown(1200, 300)], [832, 909, 1212]);
  assertEquals(grown(1300, 400), 1352);
});

Deno.test("the rate does not grow beyond that of the fastest short train, and does not fall to it", () => {
  const rate = new TrainlessRate();
  const evidence = { ...received(400), ...EMPTY, fastestKbps: 485 };
  assertEquals(rate.update({ capacityKbps: 450, ...evidence }, 0), 485);
  assertEquals(rate.update({ capacityKbps: 485, ...evidence }, 100), 485);
  assertEquals(rate.update({ capacityKbps: 600, ...evidence }, 200), 600);
});
