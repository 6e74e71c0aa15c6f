import { assert, assertEquals } from "@std/assert";
import { SeamMeter } from "./seam_meter.ts";
import { sineOf } from "./sine_codec.ts";
import { runSound } from "./sound_over_link.ts";

const HZ = 437;

for (const fasterPpm of [100, -100]) {
  Deno.test(`30 minutes with a microphone that is ${fasterPpm} ppm faster: no click, no gap, no growth`, () => {
    const meter = new SeamMeter(HZ);
    let mostMs = 0, longestMs = 0;
    const { counters } = runSound({
      seconds: 1800,
      fasterPpm,
      waveform: sineOf(HZ),
      onPlayed: (samples, nowMs, playout) => {
        if (nowMs < 1000) return;
        meter.add(samples);
        mostMs = Math.max(mostMs, playout.bufferMs);
        longestMs = Math.max(longestMs, nowMs - playout.heardCaptureMs!);
      },
    });
    assertEquals([counters.concealedUnits, counters.skippedUnits, counters.drops.sound_late], [0, 0, 0]);
    assert(meter.largest < 0.003, `${meter.largest}`);
    assert(mostMs <= 20, `${mostMs} ms`);
    assert(longestMs <= 30, `${longestMs} ms`);
    // 180 ms in all, and not much back and forth.
    const changed = counters.lengthenedSamples - counters.shortenedSamples;
    assert(Math.abs(changed + Math.sign(fasterPpm) * 8640) < 1000, `${changed}`);
    assert(counters.lengthenedSamples + counters.shortenedSamples < 20_000);
  });
}

Deno.test("clocks that differ are followed over a link with jitter and losses, too", () => {
  const { counters } = runSound({
    seconds: 300,
    fasterPpm: -100,
    link: { delayMs: 20, jitterMs: 20, lossPercent: 2 },
    waveform: sineOf(HZ),
  });
  assert(counters.concealedUnits < 60, `${counters.concealedUnits}`);
});
