import { ApmStage } from "../../src/io/sound/processing/apm_stage.ts";
import { StagedProcessor } from "../../src/io/sound/processing/staged_processor.ts";
import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../src/port/sound_device.ts";
import { decibels, rms, simulateRoom } from "../../tests/fake/simulated_room.ts";
import { readSpeech, toSoundRate } from "../../tests/vectors/sound/read_speech.ts";
import type { FigureRow } from "../bench/figure_row.ts";

const ROOMS = [{ seed: 7, delayMs: 40 }, { seed: 99, delayMs: 20 }, { seed: 3, delayMs: 70 }, { seed: 4, delayMs: 30 }];
/** Without gain control, which would raise what is left of the echo as it raises a voice. */
const OPTIONS = { echo: true, noise: true, gain: false, highPass: true };
const NEAR_AT_MS = 5000, LENGTH_MS = 7600;

/** The echo canceller in simulated rooms: the worst of them counts. */
export async function echoRows(): Promise<FigureRow[]> {
  let reducedDb = Infinity, lostDb = -Infinity;
  for (const room of ROOMS) {
    const figures = await inRoom(room);
    reducedDb = Math.min(reducedDb, figures.reducedDb);
    lostDb = Math.max(lostDb, figures.lostDb);
  }
  return [
    { figure: "echo: goes down after 2 s by", unit: "dB", vchat: reducedDb, target: { is: "at least", value: 40 } },
    { figure: "echo: near voice loses", unit: "dB", vchat: lostDb, target: { is: "at most", value: 3 } },
  ];
}

async function inRoom({ seed, delayMs }: typeof ROOMS[number]): Promise<{ reducedDb: number; lostDb: number }> {
  const near = readSpeech("near.wav").map((sample) => sample / 2);
  const room = simulateRoom({ seed, delayMs, nearAtMs: NEAR_AT_MS, lengthMs: LENGTH_MS }, readSpeech("far.wav"), near);
  const [far, echo, voice, noise] = [room.far, room.echo, room.near, room.noise].map(toSoundRate);
  const echoOnly = await processed(far, sum(echo, noise), delayMs);
  let reducedDb = Infinity;
  for (let from = 2 * SOUND_RATE_HZ; from + SOUND_RATE_HZ <= echo.length; from += SOUND_RATE_HZ) {
    const to = from + SOUND_RATE_HZ;
    reducedDb = Math.min(reducedDb, decibels(rms(echo, from, to) / rms(echoOnly, from, to)));
  }
  // The near voice as the module gives it without any echo, against what is like it in the output with echo.
  const alone = await processed(new Float32Array(far.length), sum(voice, noise), delayMs);
  const both = await processed(far, sum(echo, voice, noise), delayMs);
  let inStep = 0, alonePower = 0;
  for (let n = NEAR_AT_MS * SOUND_RATE_HZ / 1000; n < both.length; n++) {
    inStep += both[n] * alone[n];
    alonePower += alone[n] * alone[n];
  }
  return { reducedDb, lostDb: -decibels(inStep / alonePower) };
}

async function processed(far: Float32Array, captured: Float32Array, delayMs: number): Promise<Float32Array> {
  const processor = new StagedProcessor(await ApmStage.open(OPTIONS), { filtersEcho: true });
  processor.setDelayMs(delayMs);
  const out = new Float32Array(captured.length);
  for (let at = 0; at + SOUND_FRAME_SAMPLES <= captured.length; at += SOUND_FRAME_SAMPLES) {
    processor.processPlayed(far.subarray(at, at + SOUND_FRAME_SAMPLES));
    out.set(processor.processCapture(captured.subarray(at, at + SOUND_FRAME_SAMPLES)), at);
  }
  processor.close();
  return out;
}

function sum(...parts: Float32Array[]): Float32Array {
  return parts[0].map((_, n) => parts.reduce((total, part) => total + part[n], 0));
}
