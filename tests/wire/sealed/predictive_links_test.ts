/** Calls with a predictive codec over bad networks, in virtual time, with the limits for which it was designed. */
import { assert } from "@std/assert";
import { PredictiveCamera } from "../../fake/predictive_camera.ts";
import type { LinkPlan } from "../../fake/wire_pair.ts";
import { SeededRandom } from "../../fake/random.ts";
import { knownPair } from "./sealed_pair.ts";

/** The start counts as well. */
const SECONDS = 25;
const START_MS = 1000;

interface Limits {
  /** The share of the camera's pictures that was shown, 0 to 1. */
  readonly shown: number;
  /** From the capture of a picture until it is complete. */
  readonly p95Ms: number;
  readonly maxGapMs: number;
  readonly fps?: number;
  readonly firstMs?: number;
  readonly minKbps?: number;
  /** With repair and reports, in UDP payload. */
  readonly maxWireKbps?: number;
}

interface Outcome {
  readonly shown: number;
  readonly fps: number;
  readonly p95Ms: number;
  readonly maxGapMs: number;
  readonly firstMs: number;
  readonly kbps: number;
  readonly wireKbps: number;
  readonly keyframes: number;
}

function run(link: LinkPlan, seed: number): Outcome[] {
  const pair = knownPair(link, seed);
  pair.start();
  const untilMs = START_MS + SECONDS * 1000;
  const ends = [pair.server, pair.client];
  const cameras = ends.map((end, i) => new PredictiveCamera(pair, end, { untilMs, seed: seed + i }));
  pair.runUntil(untilMs + 1500);
  return cameras.map((camera, i) => {
    const delays: number[] = [];
    const received = ends[1 - i].eventsOf("frame_received");
    let lastMs: number | undefined, maxGapMs = 0, bytes = 0;
    for (const { atMs, frame } of received) {
      bytes += frame.bytes.length;
      delays.push(atMs - camera.encodedMs[frame.sequence!]);
      if (lastMs !== undefined) maxGapMs = Math.max(maxGapMs, atMs - lastMs);
      lastMs = atMs;
    }
    delays.sort((a, b) => a - b);
    return {
      shown: delays.length / camera.captured.length,
      fps: delays.length * 1000 / (SECONDS * 1000),
      p95Ms: delays[Math.floor(delays.length * 0.95)],
      maxGapMs,
      firstMs: received[0].atMs - START_MS,
      kbps: bytes * 8 / (SECONDS * 1000),
      wireKbps: ends[i].sentBytes * 8 / (SECONDS * 1000),
      keyframes: camera.keyframes,
    };
  });
}

function check(name: string, link: LinkPlan | ((seed: number) => LinkPlan), limits: Limits, seeds = [1, 2, 3]): void {
  Deno.test(`a predictive codec over ${name}`, () => {
    for (const seed of seeds) {
      for (const [i, outcome] of run(typeof link === "function" ? link(seed) : link, seed).entries()) {
        const what = `${name}, seed ${seed}, to the ${i === 0 ? "client" : "server"}: ${JSON.stringify(outcome)}`;
        assert(outcome.shown >= limits.shown, what);
        assert(outcome.p95Ms <= limits.p95Ms, what);
        assert(outcome.maxGapMs <= limits.maxGapMs, what);
        assert(outcome.fps >= (limits.fps ?? 0), what);
        assert(outcome.firstMs <= (limits.firstMs ?? Infinity), what);
        assert(outcome.kbps >= (limits.minKbps ?? 0), what);
        assert(outcome.wireKbps <= (limits.maxWireKbps ?? Infinity), what);
      }
    }
  });
}

check("a clean link", {}, { shown: 1, p95Ms: 10, maxGapMs: 60, minKbps: 1375 }, [1]);
check("1000 kbit/s: the rate is found and kept, without a queue", {
  conditions: { delayMs: 25, rateKbps: 1000, queueMs: 300 },
}, { shown: 0.99, p95Ms: 80, maxGapMs: 100, firstMs: 250, minKbps: 730 });
check("3000, then 500, then 3000 kbit/s", {
  conditions: { delayMs: 25, rateKbps: 3000, queueMs: 300 },
  schedule: [{ atMs: 11_000, rateKbps: 500 }, { atMs: 19_000, rateKbps: 3000 }],
}, { shown: 0.95, p95Ms: 150, maxGapMs: 300, minKbps: 950 });
check("1 % loss and jitter", { conditions: { delayMs: 5, jitterMs: 5, lossPercent: 1 } }, {
  shown: 0.999,
  p95Ms: 30,
  maxGapMs: 120,
  maxWireKbps: 1950,
});
check("5 % loss", { conditions: { delayMs: 25, lossPercent: 5 } }, {
  shown: 0.995,
  p95Ms: 60,
  maxGapMs: 150,
  maxWireKbps: 2250,
});
check("10 % loss in bursts", { conditions: { delayMs: 40, jitterMs: 10, lossPercent: 10, burst: 3 } }, {
  shown: 0.98,
  p95Ms: 170,
  maxGapMs: 300,
  maxWireKbps: 2600,
});
check("20 % loss", { conditions: { delayMs: 25, lossPercent: 20 } }, {
  shown: 0.97,
  p95Ms: 110,
  maxGapMs: 250,
  firstMs: 1000,
  maxWireKbps: 3000,
});
check("a round trip of 240 ms that loses 4 %", { conditions: { delayMs: 120, lossPercent: 4 } }, {
  shown: 0.97,
  p95Ms: 190,
  maxGapMs: 225,
});
check("2000 kbit/s with a queue of 25 ms", { conditions: { delayMs: 30, rateKbps: 2000, queueMs: 25 } }, {
  shown: 0.99,
  p95Ms: 100,
  maxGapMs: 150,
});
check("200 kbit/s: smaller pictures, and fewer", { conditions: { delayMs: 40, rateKbps: 200, queueMs: 500 } }, {
  shown: 0.9,
  fps: 15,
  p95Ms: 400,
  maxGapMs: 700,
  firstMs: 500,
});
check("a link whose rate changes every 1 to 4 s, from 0.3 to 8 Mbit/s", (seed) => ({
  conditions: { delayMs: 40, rateKbps: 3000, queueMs: 400 },
  schedule: changingRates(seed),
}), { shown: 0.9, p95Ms: 300, maxGapMs: 500 });
check("an outage of 2 s: the picture is back at once", {
  conditions: { delayMs: 25 },
  schedule: [{ atMs: 9000, down: true }, { atMs: 11_000, down: false }],
}, { shown: 0.9, p95Ms: 60, maxGapMs: 2300 });

function changingRates(seed: number) {
  const random = new SeededRandom(seed * 31), changes = [];
  for (let atMs = 4000; atMs < START_MS + SECONDS * 1000; atMs += 1000 + 3000 * random.next()) {
    changes.push({ atMs, rateKbps: 300 * (8000 / 300) ** random.next() });
  }
  return changes;
}
