import { assert, assertEquals } from "@std/assert";
import { SpeexStage } from "../../../../src/io/sound/processing/speex_stage.ts";
import { StagedProcessor } from "../../../../src/io/sound/processing/staged_processor.ts";
import { decibels, rms, simulateRoom } from "../../../fake/simulated_room.ts";
import { readSpeech, toSoundRate } from "../../../vectors/sound/read_speech.ts";

const BLOCK = 480, RATE_HZ = 48_000;
const OFF = { echo: false, noise: false, gain: false, highPass: false };

if (isInstalled()) {
  Deno.test("speex: the echo of a room goes down by 30 dB within four seconds", () => {
    const near = readSpeech("near.wav").map((sample) => sample / 2);
    const room = { seed: 7, delayMs: 40, nearAtMs: 6_000, lengthMs: 6_000 };
    const sound = simulateRoom(room, readSpeech("far.wav"), near);
    const [far, echo, noise] = [sound.far, sound.echo, sound.noise].map(toSoundRate);
    const processor = new StagedProcessor(SpeexStage.open({ ...OFF, echo: true, noise: true }), { filtersEcho: true });
    const out = new Float32Array(far.length);
    for (let at = 0; at + BLOCK <= far.length; at += BLOCK) {
      processor.processPlayed(far.subarray(at, at + BLOCK));
      const captured = echo.slice(at, at + BLOCK).map((sample, n) => sample + noise[at + n]);
      out.set(processor.processCapture(captured), at);
    }
    processor.close();
    const from = 4 * RATE_HZ;
    const reducedDb = decibels(rms(echo, from) / rms(out, from));
    assert(reducedDb > 30, `${reducedDb} dB`);
  });

  Deno.test("speex: each part is on only if asked for", () => {
    const hum = Float32Array.from({ length: 300 * BLOCK }, (_, n) => 0.01 * Math.sin(n * n));
    const level = (options: typeof OFF) => {
      const stage = SpeexStage.open(options);
      const out = new Float32Array(hum.length);
      for (let at = 0; at < hum.length; at += BLOCK) out.set(stage.clean(hum.subarray(at, at + BLOCK)), at);
      stage.close();
      return decibels(rms(out, hum.length / 2) / rms(hum, hum.length / 2));
    };
    assert(Math.abs(level(OFF)) < 1, `${level(OFF)} dB with all off`);
    assert(level({ ...OFF, noise: true }) < -6, `${level({ ...OFF, noise: true })} dB with noise suppression`);
    assertEquals(level(OFF), level({ ...OFF, highPass: true }));
  });
}

function isInstalled(): boolean {
  try {
    SpeexStage.open(OFF).close();
    return true;
  } catch {
    return false;
  }
}
