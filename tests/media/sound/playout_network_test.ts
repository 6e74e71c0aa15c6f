import { assert, assertEquals } from "@std/assert";
import type { PlayoutCounters } from "../../../src/media/sound/playout_counters.ts";
import { SoundRate } from "../../../src/media/sound/sound_rate.ts";
import type { LinkConditions } from "../../fake/lossy_link.ts";
import { SeamMeter } from "./seam_meter.ts";
import { sineOf } from "./sine_codec.ts";
import { runSound, type SoundRun } from "./sound_over_link.ts";

/** Until here repetition and target are finding out what the link is like. */
const SETTLED_MS = 10_000;

interface Heard {
  /** The share of 20 ms that was played from real data only, once settled. */
  readonly realShare: number;
  /** From capture to pull, in milliseconds: the frame itself, the link, and the buffer. */
  readonly medianDelayMs: number;
  readonly p95DelayMs: number;
  readonly largestSeam: number;
}

function hear(run: SoundRun): Heard {
  const hz = 440, meter = new SeamMeter(hz);
  const delays: number[] = [];
  let whole = 0, all = 0, concealed = 0, isWhole = true, pulls = 0;
  runSound({
    waveform: sineOf(hz),
    ...run,
    onPlayed: (samples, nowMs, playout) => {
      const isReal = playout.counters.concealedUnits === concealed;
      concealed = playout.counters.concealedUnits;
      isWhole = pulls % 2 === 0 ? isReal : isWhole && isReal;
      pulls++;
      if (nowMs < SETTLED_MS) return;
      meter.add(samples);
      if (pulls % 2 === 0) {
        all++;
        if (isWhole) whole++;
      }
      if (playout.heardCaptureMs !== undefined) delays.push(nowMs - playout.heardCaptureMs);
    },
  });
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor(delays.length * share)];
  return { realShare: whole / all, medianDelayMs: at(0.5), p95DelayMs: at(0.95), largestSeam: meter.largest };
}

const LOSSES: [string, Partial<LinkConditions>, number, number][] = [
  ["loss 5 %", { delayMs: 25, lossPercent: 5 }, 0.999, 75],
  ["loss 10 % in bursts of 3, jitter", { delayMs: 40, jitterMs: 10, lossPercent: 10, burst: 3 }, 0.99, 140],
  ["loss 20 %", { delayMs: 25, lossPercent: 20 }, 0.99, 90],
];
for (const [name, link, realShare, medianDelayMs] of LOSSES) {
  Deno.test(`${name}: ${realShare * 100} % of 20 ms are played from real data, after ${medianDelayMs} ms`, () => {
    for (const seed of [1, 2]) {
      const heard = hear({ seconds: 120, link, seed });
      assert(heard.realShare >= realShare, `seed ${seed}: ${heard.realShare}`);
      assert(heard.medianDelayMs <= medianDelayMs, `seed ${seed}: ${heard.medianDelayMs} ms`);
    }
  });
}

Deno.test("frames of 20 ms survive losses, too", () => {
  const heard = hear({ seconds: 120, link: { delayMs: 25, lossPercent: 5 }, units: 2 });
  assert(heard.realShare >= 0.999, `${heard.realShare}`);
  assert(heard.medianDelayMs <= 105, `${heard.medianDelayMs} ms`);
});

Deno.test("on a link without jitter sound waits for less than a frame", () => {
  for (const pullAtMs of [0.5, 3, 6, 9.5]) {
    const heard = hear({ seconds: 20, pullAtMs });
    assert(heard.p95DelayMs <= 24, `pulled at ${pullAtMs} ms: ${heard.p95DelayMs} ms`);
    assertEquals(heard.realShare, 1);
  }
});

Deno.test("a link of 64 kbit/s carries sound without gaps", () => {
  const { bitrateKbps, frameMs } = new SoundRate(70).choose(64, 0, 0);
  assertEquals(frameMs, 20);
  const heard = hear({
    seconds: 30,
    link: { delayMs: 20, rateKbps: 64 },
    units: 2,
    frameBytes: bitrateKbps * frameMs / 8,
    headerBytes: 70 - 28,
  });
  assertEquals(heard.realShare, 1);
  assert(heard.p95DelayMs < 80, `${heard.p95DelayMs} ms`);
});

Deno.test("with jitter nothing is concealed, and the delay is about the largest of the link", () => {
  const heard = hear({ seconds: 60, link: { delayMs: 20, jitterMs: 50 } });
  assert(heard.realShare > 0.999, `${heard.realShare}`);
  assert(heard.p95DelayMs < 10 + 20 + 50 + 20, `${heard.p95DelayMs} ms`);
  assert(heard.largestSeam < 0.01, `${heard.largestSeam}`);
});

Deno.test("when the jitter ends, the delay becomes short again", () => {
  const delays: number[] = [];
  runSound({
    seconds: 60,
    link: { delayMs: 20, jitterMs: 80 },
    schedule: [{ atMs: 30_000, jitterMs: 0 }],
    onPlayed: (_, nowMs, playout) => delays.push(nowMs - playout.heardCaptureMs!),
  });
  assert(delays[2900] > 90, `${delays[2900]}`);
  assert(delays.at(-1)! < 50, `${delays.at(-1)}`);
});

for (const outageMs of [400, 1500, 2500, 6000]) {
  Deno.test(`what arrives late after an outage of ${outageMs} ms is not played late`, () => {
    const delays: { atMs: number; delayMs: number }[] = [];
    const meter = new SeamMeter(440);
    const counters: PlayoutCounters = runSound({
      seconds: 10 + outageMs / 1000 + 4,
      // All that is sent during the outage arrives at its end, as fast as the link allows.
      link: { delayMs: 25, rateKbps: 500, queueMs: 20_000 },
      schedule: [{ atMs: 10_000, delayMs: 25 + outageMs }, { atMs: 10_010, delayMs: 25 }],
      waveform: sineOf(440),
      onPlayed: (samples, nowMs, playout) => {
        if (nowMs > 1000) meter.add(samples);
        if (playout.heardCaptureMs !== undefined) delays.push({ atMs: nowMs, delayMs: nowMs - playout.heardCaptureMs });
      },
    }).counters;
    const before = delays.find(({ atMs }) => atMs > 9000)!.delayMs;
    const after = delays.filter(({ atMs }) => atMs > 10_000 + outageMs + 400);
    for (const { atMs, delayMs } of after) assert(delayMs < before + 40, `${delayMs} ms at ${atMs}`);
    assert(Math.abs(counters.skippedUnits * 10 - outageMs) < 60, `${counters.skippedUnits}`);
    assert(meter.largest < 0.03, `${meter.largest}`);
  });
}

Deno.test("a link whose delay grows for good is followed", () => {
  const delays: number[] = [];
  const { counters } = runSound({
    seconds: 40,
    link: { delayMs: 20 },
    schedule: [{ atMs: 10_000, delayMs: 180 }, { atMs: 25_000, delayMs: 20 }],
    onPlayed: (_, nowMs, playout) => delays.push(nowMs - (playout.heardCaptureMs ?? nowMs)),
  });
  assert(delays[2400] > 190 && delays[2400] < 215, `${delays[2400]}`);
  assert(delays.at(-1)! < 60, `${delays.at(-1)}`);
  assert(counters.concealedUnits < 40, `${counters.concealedUnits}`);
});

Deno.test("a queue of a link that was narrow for 2 s is left behind within 3 s, and forgotten within 12 s", () => {
  const schedule = [{ atMs: 15_000, rateKbps: 50 }, { atMs: 17_000, rateKbps: 2000 }];
  const delays: { readonly atMs: number; readonly delayMs: number }[] = [];
  runSound({
    seconds: 40,
    link: { delayMs: 25, queueMs: 700, rateKbps: 2000 },
    schedule,
    onPlayed: (_samples, atMs, { heardCaptureMs }) =>
      void (heardCaptureMs !== undefined && delays.push({ atMs, delayMs: atMs - heardCaptureMs })),
  });
  const most = (fromMs: number, toMs: number) =>
    Math.max(...delays.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ delayMs }) => delayMs));
  const beforeMs = most(10_000, 15_000);
  assert(most(15_000, 18_000) > 400, "there was a queue");
  assert(most(20_000, 30_000) <= beforeMs + 80, `${most(20_000, 30_000)} after ${beforeMs} ms`);
  assert(most(29_000, 40_000) <= beforeMs + 30, `${most(29_000, 40_000)} after ${beforeMs} ms`);
});
