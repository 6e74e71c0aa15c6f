import { assertEquals } from "@std/assert";
import type { NetworkDirection } from "../../../scripts/bench_network/network_call.ts";
import { missedTargets, summarize } from "../../../scripts/bench_network/network_table.ts";

function run(p95: number, overflowed: number, lost: number): NetworkDirection {
  return {
    way: "server to client",
    frames: {
      shown: 30,
      shownFps: 30,
      missing: 0,
      delayMs: undefined,
      capturedToShownMs: { p50: p95 / 2, p95, max: p95 * 2 },
      stagesMs: {
        madeToCaptured: undefined,
        capturedToSent: undefined,
        sentToReceived: undefined,
        receivedToShown: undefined,
      },
      longestFreezeMs: 40,
      captured: 30,
      sent: 30,
      shownOfSentPercent: 100,
    },
    texts: { typed: 10, lost, doubled: 0, outOfOrder: 0 },
    link: { direction: "ba", received: 1, delivered: 1, lost: 0, overflowed, blackout: 0 },
  };
}

Deno.test("over several seeds the median counts, and for what must never happen the sum", () => {
  const summary = summarize([run(10, 0, 0), run(90, 2, 1), run(20, 0, 0)]);
  assertEquals([summary.p50Ms, summary.p95Ms, summary.maxMs], [10, 20, 40]);
  assertEquals([summary.overflowed, summary.badTexts], [2, 1]);
  assertEquals(missedTargets(summary, { p95Ms: 25, overflowed: 0, shownPercent: 99.9, freezeMs: 200 }), [
    "overflow 0",
    "bad texts 0",
  ]);
});

Deno.test("a figure that could not be measured counts as missed", () => {
  const summary = summarize([run(10, 0, 0)]);
  assertEquals(missedTargets(summary, { returnMs: 300 }), ["return ms 300"]);
  assertEquals(missedTargets(summary, { p95Ms: 9.9, shownFps: 31 }), ["fps 31", "p95 ms 9.9"]);
});
