import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { Playout } from "../../../src/media/sound/playout.ts";
import type { ReceivedSound, SoundDropReason, SoundFrame } from "../../../src/port/sound.ts";
import { SeamMeter } from "./seam_meter.ts";
import { inspectSine, SineDecoder, sineFrame, sineOf } from "./sine_codec.ts";
import { runSound } from "./sound_over_link.ts";

const HZ = 440, WAVE = sineOf(HZ);
/** A seam that nobody hears next to a sine with an amplitude of 0.5. A click is several times larger. */
const MAX_SEAM = 0.01;

function newPlayout(): Playout {
  return new Playout(new SineDecoder(WAVE), inspectSine);
}

function frameOf(index: number, units = 1, hasFec = false): SoundFrame {
  return { sequence: index, bytes: sineFrame(index, units, hasFec) };
}

function packetOf(frames: readonly SoundFrame[], arrivedMs: number): ReceivedSound {
  return { captureMs: frames[0].sequence * 10, frames, arrivedMs };
}

/** Plays frames that each arrive 10 ms after they begin; a pull follows 3 ms later. Returns what was heard. */
function play(
  playout: Playout,
  packets: (index: number) => readonly SoundFrame[] | undefined,
  count: number,
): Float32Array {
  const heard = new Float32Array(count * 480);
  for (let index = 0; index < count; index++) {
    const frames = packets(index), nowMs = (index + 1) * 10;
    if (frames !== undefined) playout.insert(packetOf(frames, nowMs));
    heard.set(playout.pull(nowMs + 3), index * 480);
  }
  return heard;
}

Deno.test("before the first packet there is silence", () => {
  const playout = newPlayout();
  for (let n = 0; n < 10; n++) assertEquals(playout.pull(n * 10), new Float32Array(480));
  assertEquals(playout.heardCaptureMs, undefined);
});

Deno.test("without jitter each frame is played in the pull after its arrival, and nothing is changed", () => {
  const playout = newPlayout();
  const heard = play(playout, (index) => [frameOf(index)], 200);
  // The first 5 ms come out of the silence.
  for (let n = 240; n < heard.length; n++) assert(Math.abs(heard[n] - WAVE(n)) < 1e-6);
  assertEquals(playout.bufferMs, 0);
  assertEquals(playout.heardCaptureMs, 1990);
  assertEquals(playout.counters.decodedUnits, 200);
});

for (const units of [1, 2, 3, 4, 6] as const) {
  Deno.test(`frames of ${units * 10} ms are played whole`, () => {
    const playout = newPlayout();
    play(playout, (index) => index % units === 0 ? [frameOf(index, units)] : undefined, 240);
    assertEquals([playout.counters.decodedUnits, playout.counters.concealedUnits], [240, 0]);
  });
}

Deno.test("what is no frame of sound is counted, and does not disturb what is played", () => {
  const wrong: SoundFrame[] = [
    frameOf(1, 12),
    frameOf(1, 5),
    frameOf(1, 0),
    { ...frameOf(1), bytes: new Uint8Array(0) },
    { ...frameOf(1), bytes: new Uint8Array(1501) },
    { ...frameOf(1), bytes: new Uint8Array(15) },
    { ...frameOf(1), sequence: NaN },
  ];
  for (const frame of wrong) {
    const playout = newPlayout();
    play(playout, (index) => [frameOf(index)], 50);
    playout.insert(packetOf([{ ...frame, sequence: frame.sequence + 49 }], 500));
    assertEquals(playout.counters.drops.sound_malformed, 1, JSON.stringify(frame));
    assertEquals(playout.counters.decodedUnits, 50);
  }
});

Deno.test("frames of Opus that are none are dropped by the name of what is wrong with them", () => {
  const TOC_10_MS = 30 << 3, CODE_3 = 3;
  const wrong: [SoundDropReason, Uint8Array][] = [
    ["sound_truncated", new Uint8Array(0)],
    ["sound_truncated", Uint8Array.of(TOC_10_MS | CODE_3)],
    ["sound_malformed", Uint8Array.of(TOC_10_MS | CODE_3, 0)],
    ["sound_too_long", new Uint8Array(1276).fill(TOC_10_MS, 0, 1)],
  ];
  for (const [reason, bytes] of wrong) {
    const playout = new Playout(new SineDecoder(WAVE));
    playout.insert(packetOf([{ sequence: 1, bytes }], 0));
    assertEquals(playout.counters.drops[reason], 1, reason);
  }
});

Deno.test("what the decoder makes another length of is dropped, and concealed", () => {
  const decoder = new SineDecoder(WAVE);
  decoder.decode = () => new Float32Array(0);
  const playout = new Playout(decoder, inspectSine);
  play(playout, (index) => [frameOf(index)], 5);
  assertEquals([playout.counters.drops.sound_malformed, playout.counters.decodedUnits], [5, 0]);
  assertEquals(playout.counters.concealedUnits, 5);
});

Deno.test("repetitions that overlap, or are not older, are malformed", () => {
  const playout = newPlayout();
  playout.insert(packetOf([frameOf(10, 2), frameOf(9, 2)], 0));
  playout.insert(packetOf([frameOf(12, 2), frameOf(12, 2)], 20));
  playout.insert(packetOf([frameOf(14, 2), frameOf(16, 2)], 40));
  assertEquals(playout.counters.drops.sound_malformed, 3);
});

Deno.test("a frame counts once, however often and in whatever order it comes", () => {
  const playout = newPlayout();
  let concealedUnits = 0;
  const heard = play(playout, (index) => {
    // Pairs of packets arrive in the wrong order, and all twice.
    const frames = [1, 0, 2, 3].map((n) => (index ^ 1) + 3 - n).sort((a, b) => b - a).map((n) => frameOf(n));
    playout.insert(packetOf(frames, (index + 1) * 10));
    if (index === 100) concealedUnits = playout.counters.concealedUnits;
    return frames;
  }, 400);
  const meter = new SeamMeter(HZ);
  meter.add(heard.subarray(48_000));
  assert(meter.largest < MAX_SEAM, `${meter.largest}`);
  assert(playout.counters.duplicateFrames > 2000);
  assertEquals(playout.counters.concealedUnits, concealedUnits);
});

Deno.test("a lost frame comes from the FEC of the next, if that is there in time, and is concealed otherwise", () => {
  for (const hasFec of [true, false]) {
    const playout = newPlayout();
    const heard = play(playout, (index) => {
      // A pull later than necessary, so that the next frame is there.
      if (index === 1) return undefined;
      if (index === 2) playout.insert(packetOf([frameOf(1)], 30));
      return index % 20 === 19 ? undefined : [frameOf(index, 1, hasFec)];
    }, 20);
    const meter = new SeamMeter(HZ);
    meter.add(heard.subarray(480));
    assert(meter.largest < MAX_SEAM);
  }
  const over = (hasFec: boolean) =>
    runSound({ seconds: 60, link: { delayMs: 20, jitterMs: 30, lossPercent: 2 }, repeated: 0, hasFec }).counters;
  assert(over(true).fecUnits > 60, "FEC");
  assertEquals(over(false).fecUnits, 0);
  assert(over(true).concealedUnits < over(false).concealedUnits / 2);
});

Deno.test("concealed sound fades to silence within 100 ms, and what follows begins without a click", () => {
  const playout = newPlayout();
  const heard = play(playout, (index) => index >= 100 && index < 130 ? undefined : [frameOf(index)], 200);
  const at = (index: number) => heard.subarray(index * 480, (index + 1) * 480);
  assert(Math.max(...at(104)) > 0.45, "at first as loud as before");
  assert(Math.max(...at(108)) < 0.3);
  for (let index = 110; index < 130; index++) assertEquals(Math.max(...at(index)), 0);
  assert(Math.max(...at(132)) > 0.45);
  const meter = new SeamMeter(HZ);
  meter.add(heard);
  assert(meter.largest < MAX_SEAM, `${meter.largest}`);
  assertEquals(playout.counters.concealedUnits, 30);
  assertEquals(playout.counters.skippedUnits, 30);
});

Deno.test("while the peer sends nothing there is faint noise, and nothing is concealed", () => {
  const loudest = { talk: 0, silence: 0 };
  const playout = runSound({
    seconds: 60,
    link: { delayMs: 30, jitterMs: 15 },
    isTalking: (atMs) => atMs % 2000 < 900,
    onPlayed: (samples, nowMs) => {
      const place = nowMs % 2000;
      if (nowMs > 4000 && place > 300 && place < 800) loudest.talk = Math.max(loudest.talk, ...samples);
      if (place > 1100 && place < 1900) loudest.silence = Math.max(loudest.silence, ...samples);
    },
  });
  assert(loudest.talk > 0.45);
  assert(loudest.silence > 0 && loudest.silence < 0.01, `${loudest.silence}`);
  assert(playout.counters.comfortUnits > 3000);
  assertEquals(playout.counters.concealedUnits, 0);
});

Deno.test("a muted peer is silent", () => {
  const playout = newPlayout();
  play(playout, (index) => [frameOf(index)], 50);
  playout.insert({ captureMs: 0, frames: [], arrivedMs: 505 });
  for (let n = 0; n < 50; n++) playout.pull(513 + n * 10);
  assertEquals([playout.counters.comfortUnits, playout.counters.concealedUnits], [50, 0]);
});

Deno.test("sequences wrap", () => {
  const playout = runSound({ seconds: 10, firstSequence: 2 ** 32 - 500 });
  assertEquals(playout.counters.drops.sound_stray, 0);
  assertEquals([playout.counters.decodedUnits, playout.counters.concealedUnits], [999, 0]);
});

Deno.test("a peer that starts again is heard after three packets", () => {
  const playout = newPlayout();
  const sequenceOf = (index: number) => index < 100 ? index : index + 3_000_000_000;
  play(playout, (index) => [{ ...frameOf(index), sequence: sequenceOf(index) }], 200);
  const { restarts, drops, decodedUnits } = playout.counters;
  assertEquals({ restarts, strays: drops.sound_stray, decodedUnits }, { restarts: 1, strays: 2, decodedUnits: 198 });
});

Deno.test("a clock that jumps, forward or back, costs less than half a second of sound", () => {
  for (const jumpMs of [-3_600_000, -5000, 5000, 3_600_000]) {
    const playout = newPlayout();
    for (let index = 0; index < 500; index++) {
      const nowMs = 1e7 + index * 10 + (index >= 250 ? jumpMs : 0);
      playout.insert(packetOf([frameOf(index)], nowMs));
      playout.pull(nowMs + 3);
    }
    assert(playout.counters.decodedUnits >= 450, `${jumpMs} ms: ${playout.counters.decodedUnits}`);
    assert(playout.bufferMs < 30);
  }
});

Deno.test("a loudspeaker that pulls four times each 40 ms gets sound without gaps", () => {
  const playout = newPlayout(), meter = new SeamMeter(HZ);
  let concealedUnits = 0;
  for (let index = 0; index < 4000; index++) {
    playout.insert(packetOf([frameOf(index)], (index + 1) * 10));
    if (index === 400) concealedUnits = playout.counters.concealedUnits;
    for (let n = 0; index % 4 === 3 && n < 4; n++) {
      const samples = playout.pull((index + 1) * 10 + 3);
      if (index > 400) meter.add(samples);
    }
  }
  assertEquals(playout.counters.concealedUnits, concealedUnits);
  assert(meter.largest < MAX_SEAM);
  assert(playout.bufferMs < 60, `${playout.bufferMs}`);
});

Deno.test("an extra delay is reached, and given back, without a click", () => {
  const delays: number[] = [], meter = new SeamMeter(HZ);
  runSound({
    seconds: 20,
    waveform: WAVE,
    onPlayed: (samples, nowMs, playout) => {
      if (nowMs > 5000) playout.setExtraDelayMs(nowMs < 12_000 ? 70 : 0);
      if (nowMs > 100) meter.add(samples);
      if (nowMs > 1000) delays.push(nowMs - playout.heardCaptureMs!);
    },
  });
  assert(delays[300] < 25 && delays.at(-1)! < 25, `${delays[300]}, ${delays.at(-1)}`);
  assert(delays[1050] > 80 && delays[1050] < 100, `${delays[1050]}`);
  assert(meter.largest < MAX_SEAM, `${meter.largest}`);
});

Deno.test("whatever arrives, a pull gives 480 numbers, and the buffer stays bounded", () => {
  const frame = fc.record({
    sequence: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.double()),
    units: fc.constantFrom(1, 2, 3, 4, 6, 5, 0, -1, NaN),
    length: fc.constantFrom(16, 16, 16, 0, 3, 4000),
    bytes: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  });
  const step = fc.record({
    frames: fc.array(frame, { maxLength: 12 }),
    captureMs: fc.option(fc.double(), { nil: undefined }),
    passedMs: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(-5000, 3000, 1e9)),
    pulls: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const playout = newPlayout();
    let nowMs = 0;
    for (const { frames, captureMs, passedMs, pulls } of steps) {
      nowMs += passedMs;
      const received = frames.map(({ sequence, units, length, bytes }): SoundFrame => {
        const known = sineFrame(Math.floor(Math.abs(sequence) % 1000) || 0, units > 0 ? units : 1);
        return { sequence, bytes: length === 16 ? known : bytes.subarray(0, length) };
      });
      playout.insert({ captureMs, frames: received, arrivedMs: nowMs });
      for (let n = 0; n < pulls; n++) {
        const samples = playout.pull(nowMs + n * 10);
        assertEquals(samples.length, 480);
        assert(samples.every((sample) => Math.abs(sample) <= 1.01));
      }
      assert(playout.bufferMs <= 2200, `${playout.bufferMs}`);
    }
  }));
});

Deno.test("a peer that sends a hundred times too much takes no more memory, and is heard again afterwards", () => {
  const playout = newPlayout();
  let most = 0, sequence = 0;
  for (let nowMs = 0; nowMs < 5000; nowMs++) {
    playout.insert(packetOf([frameOf(sequence++)], nowMs));
    if (nowMs % 10 === 3) playout.pull(nowMs);
    most = Math.max(most, playout.bufferMs);
  }
  assert(most <= 2200, `${most}`);
  const before = playout.counters.decodedUnits;
  for (let n = 0; n < 1500; n++) {
    playout.insert(packetOf([frameOf(sequence++)], 5000 + n * 10));
    playout.pull(5003 + n * 10);
  }
  assert(playout.counters.decodedUnits - before > 1450, `${playout.counters.decodedUnits - before}`);
  assert(playout.bufferMs < 50, `${playout.bufferMs}`);
});
