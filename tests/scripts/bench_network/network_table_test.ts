import { assertEquals } from "@std/assert";
import type { NetworkDirection } from "../../../scripts/bench_network/network_call.ts";
import { formatNetworkTable, missedTargets, summarize } from "../../../scripts/bench_network/network_table.ts";

function run(p95: number, overflowed: number, lost: number): NetworkDirection {
  return {
    way: "server to client",
    frames: {
      shown: 30,
      shownFps: 30,
      shownPercent: 100,
      delayMs: { p50: p95 / 2, p95, max: p95 * 2 },
      longestGapMs: 40,
      longGaps: 0,
      psnrDb: 40,
      handedOver: 30,
      encoded: 30,
      sent: 30,
      stagesMs: {},
      meanBytes: 5000,
      unread: 0,
    },
    drops: { in: {}, out: {} },
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

Deno.test("the longest time without a picture is that of the worst seed", () => {
  const [one, other] = [run(10, 0, 0), run(10, 0, 0)];
  const runs = [one, { ...other, frames: { ...other.frames, longestGapMs: 310, longGaps: 2 } }, one];
  const summary = summarize(runs);
  assertEquals([summary.freezeMs, summary.longGaps], [310, 2]);
  assertEquals(missedTargets(summary, { freezeMs: 300 }), ["freeze ms 300"]);
});

Deno.test("the table is Markdown, with the references of a network once", () => {
  const row = {
    name: "good",
    references: [{ program: "Chromium", shown: "92 %", p95Ms: 56 }],
    targets: { p95Ms: 20, psnrDb: 41 },
  } as const;
  const summaries = [summarize([run(10, 0, 0)])];
  const table = formatNetworkTable([
    { row, codec: "vp8", summaries, hasTargets: true, failures: [] },
    { row, codec: "jpeg", summaries, hasTargets: false, failures: ["no call"] },
  ]);
  const cells = table.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(new Set(cells.map(({ length }) => length)).size, 1);
  assertEquals(cells.slice(2).map(([, who, shown]) => [who, shown]), [
    ["Chromium", "92 %"],
    ["vchat, vp8", "100.0 %"],
    ["vchat, jpeg", "100.0 %"],
    ["vchat, jpeg", ""],
  ]);
  assertEquals(cells.slice(2).map((line) => line.at(-1)), ["", "NOT dB 41", "", "FAILED: no call"]);
});
