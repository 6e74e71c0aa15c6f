import { assert, assertEquals } from "@std/assert";
import { ApmStage } from "../../../../src/io/sound/processing/apm_stage.ts";
import type { ProcessingStage } from "../../../../src/io/sound/processing/processing_stage.ts";
import { StagedProcessor } from "../../../../src/io/sound/processing/staged_processor.ts";
import { decibels, rms, simulateRoom } from "../../../fake/simulated_room.ts";
import { readSpeech, toSoundRate } from "../../../vectors/sound/read_speech.ts";

const BLOCK = 480, RATE_HZ = 48_000;
/** Without gain control, which would raise what is left of the echo as it raises a voice. */
const OPTIONS = { echo: true, noise: true, gain: false, highPass: true };
const FAR = readSpeech("far.wav");
const NEAR = readSpeech("near.wav").map((sample) => sample / 2);

const sum = (...parts: Float32Array[]) => parts[0].map((_, n) => parts.reduce((total, part) => total + part[n], 0));

async function processed(far: Float32Array, captured: Float32Array, delayMs: number): Promise<Float32Array> {
  const processor = new StagedProcessor(await ApmStage.open(OPTIONS), { filtersEcho: true });
  processor.setDelayMs(delayMs);
  const out = new Float32Array(captured.length);
  for (let at = 0; at + BLOCK <= captured.length; at += BLOCK) {
    processor.processPlayed(far.subarray(at, at + BLOCK));
    out.set(processor.processCapture(captured.subarray(at, at + BLOCK)), at);
  }
  processor.close();
  return out;
}

for (const [seed, delayMs] of [[7, 40], [99, 20]]) {
  Deno.test(`webrtc: the echo of room ${seed} goes down by 40 dB, and a near voice loses less than 3 dB meanwhile`, async () => {
    const sound = simulateRoom({ seed, delayMs, nearAtMs: 5_000, lengthMs: 7_600 }, FAR, NEAR);
    const [far, echo, near, noise] = [sound.far, sound.echo, sound.near, sound.noise].map(toSoundRate);

    const echoOnly = await processed(far, sum(echo, noise), delayMs);
    for (let from = 2 * RATE_HZ; from + RATE_HZ <= echo.length; from += RATE_HZ) {
      const reducedDb = decibels(rms(echo, from, from + RATE_HZ) / rms(echoOnly, from, from + RATE_HZ));
      assert(reducedDb >= 40, `second ${from / RATE_HZ}: echo and noise go down by ${reducedDb} dB`);
    }

    // The near voice as the module gives it without any echo, against what is like it in the output with echo.
    const silent = new Float32Array(far.length);
    const alone = await processed(silent, sum(near, noise), delayMs);
    const both = await processed(far, sum(echo, near, noise), delayMs);
    let inStep = 0, alonePower = 0;
    for (let n = 5 * RATE_HZ; n < 7.5 * RATE_HZ; n++) {
      inStep += both[n] * alone[n];
      alonePower += alone[n] * alone[n];
    }
    const lostDb = -decibels(inStep / alonePower);
    assert(lostDb < 3, `the near voice loses ${lostDb} dB`);
  });
}

/** Adds 1 to what is captured, and writes down what it is told. */
class FakeStage implements ProcessingStage {
  delayMs = 3;
  readonly calls: string[] = [];
  play = (far: Float32Array) => void this.calls.push(`play ${far[0]}`);
  clean(near: Float32Array): Float32Array {
    this.calls.push("clean");
    return near.map((sample) => sample + 1);
  }
  setDelayMs = (delayMs: number) => void this.calls.push(`delay ${delayMs}`);
  close = () => void this.calls.push("close");
}

Deno.test("a stage gets what was played before what was captured meanwhile, and is closed once", () => {
  const stage = new FakeStage();
  const processor = new StagedProcessor(stage, { filtersEcho: false });
  processor.processPlayed(new Float32Array(480).fill(0.5));
  processor.setDelayMs(30);
  assertEquals(processor.processCapture(new Float32Array(480))[0], 1);
  processor.close();
  processor.close();
  assertEquals(stage.calls, ["delay 30", "play 0.5", "clean", "close"]);
});

Deno.test("with all parts off, samples pass as they are", () => {
  const processor = new StagedProcessor(undefined, { filtersEcho: false });
  const near = Float32Array.from({ length: 480 }, (_, n) => n / 480);
  processor.processPlayed(near);
  assertEquals(processor.processCapture(near), near);
  processor.close();
});
