import { assert, assertEquals } from "@std/assert";
import { Repetition } from "../../../src/media/sound/repetition.ts";

/** After a minute of reports each 200 ms, with 20 packets in each. */
function after(lossShare: number, runPackets: number): Repetition {
  const repetition = new Repetition();
  for (let n = 1; n <= 300; n++) {
    const packets = n * 20, lostPackets = packets * lossShare;
    repetition.onReport(
      { receivedPackets: packets - lostPackets, lostPackets, lossRuns: lostPackets / runPackets },
      n * 200,
    );
  }
  return repetition;
}

Deno.test("the number of repeated frames follows from the losses and how they come", () => {
  const wanted: [number, number, number][] = [
    [0, 1, 0],
    [0.0005, 1, 0],
    [0.01, 1.01, 1],
    [0.05, 1.05, 2],
    [0.1, 1.1, 3],
    [0.2, 1.25, 4],
    [0.05, 2, 7],
    [0.1, 3, 7],
    [1, 100, 7],
  ];
  for (const [share, run, frames] of wanted) assertEquals(after(share, run).wantedFrames, frames, `${share}, ${run}`);
  assert(Math.abs(after(0.1, 3).lossShare - 0.1) < 0.001);
});

Deno.test("what is lost in spite of repetition falls with each one, sooner if losses do not come in runs", () => {
  const single = after(0.1, 1), runs = after(0.1, 3);
  for (const repetition of [single, runs]) assert(Math.abs(repetition.lostShare(0) - 0.1) < 0.001);
  assert(Math.abs(single.lostShare(2) - 0.1 ** 3) < 1e-4, `${single.lostShare(2)}`);
  assert(Math.abs(runs.lostShare(2) - 0.1 * (2 / 3) ** 2) < 1e-3, `${runs.lostShare(2)}`);
  assertEquals(new Repetition().lostShare(0), 0);
});

Deno.test("the first losses have an effect at once, and a calm time ends it only slowly", () => {
  const repetition = new Repetition();
  repetition.onReport({ receivedPackets: 100, lostPackets: 0, lossRuns: 0 }, 0);
  assertEquals(repetition.wantedFrames, 0);
  repetition.onReport({ receivedPackets: 118, lostPackets: 2, lossRuns: 2 }, 200);
  assert(repetition.wantedFrames >= 1);
  let received = 118, calmMs = 0;
  while (repetition.wantedFrames > 0) {
    received += 20;
    calmMs += 200;
    repetition.onReport({ receivedPackets: received, lostPackets: 2, lossRuns: 2 }, 200 + calmMs);
    assert(calmMs < 60_000);
  }
  assert(calmMs > 5000, `${calmMs}`);
});

Deno.test("reports that were overtaken, or are nonsense, change nothing", () => {
  const repetition = after(0.05, 1);
  const { wantedFrames, lossShare } = repetition;
  repetition.onReport({ receivedPackets: 10, lostPackets: 5000, lossRuns: 1 }, 60_000);
  repetition.onReport({ receivedPackets: NaN, lostPackets: 5000, lossRuns: 1 }, 60_000);
  repetition.onReport({ receivedPackets: 6000, lostPackets: Infinity, lossRuns: 1 }, 60_000);
  assertEquals([repetition.wantedFrames, repetition.lossShare], [wantedFrames, lossShare]);
});
