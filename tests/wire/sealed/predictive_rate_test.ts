/** How the rate of a predictive codec follows a link that changes, in virtual time: it settles, and does not oscillate. */
import { assert } from "@std/assert";
import { PredictiveCamera } from "../../fake/predictive_camera.ts";
import { RenoFlow } from "../../fake/reno_flow.ts";
import type { LinkPlan } from "../../fake/wire_pair.ts";
import { knownPair } from "./sealed_pair.ts";

const START_MS = 1000, SEEDS = [1, 2, 3];

function call(link: LinkPlan, seed: number, untilMs: number) {
  const pair = knownPair(link, seed);
  pair.start();
  const ends = [pair.server, pair.client];
  const cameras = ends.map((end, i) => new PredictiveCamera(pair, end, { untilMs, seed: seed + i }));
  return { pair, cameras };
}

/** The rate of a camera at a moment. */
function targetAt({ targets }: PredictiveCamera, atMs: number): number {
  return targets.findLast((target) => target.atMs <= atMs)!.kbps;
}

/** The least and the most that it was in a time. */
function rangeOf(camera: PredictiveCamera, fromMs: number, untilMs: number): [least: number, most: number] {
  const within = camera.targets.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs).map(({ kbps }) => kbps);
  within.push(targetAt(camera, fromMs));
  return [Math.min(...within), Math.max(...within)];
}

for (const [fromKbps, toKbps] of [[3000, 1000], [3000, 500], [1000, 300]]) {
  Deno.test(`a step from ${fromKbps} to ${toKbps} kbit/s: after 2 s the rate has settled about the link's`, () => {
    for (const seed of SEEDS) {
      const { pair, cameras } = call(
        {
          conditions: { delayMs: 25, rateKbps: fromKbps, queueMs: 300 },
          schedule: [{ atMs: START_MS + 6000, rateKbps: toKbps }],
        },
        seed,
        START_MS + 14_000,
      );
      pair.runUntil(START_MS + 14_000);
      for (const camera of cameras) {
        const [least, most] = rangeOf(camera, START_MS + 8000, START_MS + 14_000);
        const what = `seed ${seed}: ${least} to ${most} kbit/s`;
        // Frames of one packet measure nothing: only a short queue shows that the link carries no more.
        assert(most <= toKbps * 1.15, what);
        assert(least >= toKbps * 0.55, what);
        assert(most <= least * 1.55, what);
      }
    }
  });
}

Deno.test("a step from 500 to 3000 kbit/s: after 5 s the codec has all that it can use", () => {
  for (const seed of SEEDS) {
    const { pair, cameras } = call(
      {
        conditions: { delayMs: 25, rateKbps: 500, queueMs: 300 },
        schedule: [{ atMs: START_MS + 6000, rateKbps: 3000 }],
      },
      seed,
      START_MS + 14_000,
    );
    pair.runUntil(START_MS + 14_000);
    for (const camera of cameras) {
      const [least] = rangeOf(camera, START_MS + 11_000, START_MS + 14_000);
      assert(least >= 1500, `seed ${seed}: ${least} kbit/s`);
    }
  }
});

Deno.test("a link that changes between 800 and 3000 kbit/s every 2 s: no gap is longer than a round trip and a queue", () => {
  for (const seed of SEEDS) {
    const { pair, cameras } = call(
      {
        conditions: { delayMs: 40, rateKbps: 3000, queueMs: 300 },
        schedule: Array.from(
          { length: 8 },
          (_, n) => ({ atMs: START_MS + 2000 * (n + 1), rateKbps: n % 2 ? 3000 : 800 }),
        ),
      },
      seed,
      START_MS + 18_000,
    );
    pair.runUntil(START_MS + 19_000);
    for (const [i, end] of [pair.client, pair.server].entries()) {
      const times = end.eventsOf("frame_received").map(({ atMs }) => atMs);
      const longestMs = Math.max(...times.slice(1).map((atMs, n) => atMs - times[n]));
      const shown = times.length / cameras[i].captured.length;
      assert(longestMs < 300 && shown > 0.9, `seed ${seed}: gap ${longestMs} ms, shown ${shown}`);
      assert(cameras[i].keyframes <= 3, `seed ${seed}: ${cameras[i].keyframes} keyframes`);
    }
  }
});

Deno.test("a bulk TCP transfer on the same link: the picture moves, and the transfer has a third of the link", () => {
  for (const seed of SEEDS) {
    const rateKbps = 4000, fromMs = START_MS + 5000, untilMs = START_MS + 25_000;
    const { pair } = call({ conditions: { delayMs: 20, rateKbps, queueMs: 150 } }, seed, untilMs);
    pair.runUntil(fromMs);
    const flow = new RenoFlow(pair, pair.client.toClient, 20);
    pair.runUntil(untilMs);
    const seconds = (untilMs - fromMs) / 1000;
    const shown = pair.client.eventsOf("frame_received").filter(({ atMs }) => atMs > fromMs).length / seconds;
    const tcpKbps = flow.deliveredBytes * 8 / 1000 / seconds;
    assert(shown >= 25 && tcpKbps >= rateKbps / 3, `seed ${seed}: ${shown} fps, TCP ${tcpKbps} kbit/s`);
  }
});
