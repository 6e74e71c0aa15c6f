import { assert, assertEquals, assertThrows } from "@std/assert";
import { type ApmLibrary, ApmStage } from "../../../../src/io/sound/processing/apm_stage.ts";
import { decibels, rms } from "../../../fake/simulated_room.ts";
import { signalDelayMs } from "../../../fake/signal_delay.ts";
import { readSpeech, toSoundRate } from "../../../vectors/sound/read_speech.ts";

const OFF = { echo: false, noise: false, gain: false, highPass: false };
/** What the library answers to a new module (handle 5), and to processing that it refuses. */
const NEW_APM = Uint8Array.of(138, 3, 6, 10, 4, 10, 2, 8, 5), REFUSED = Uint8Array.of(146, 3, 4, 10, 2, 110, 111);

Deno.test("with all parts off, samples come back as they are, clipped at full scale", async () => {
  const stage = await ApmStage.open(OFF);
  try {
    const samples = Float32Array.from({ length: 480 }, (_, n) => n / 200 - 1.2);
    stage.play(samples);
    const cleaned = stage.clean(samples);
    for (let n = 0; n < 480; n++) {
      assert(Math.abs(cleaned[n] - Math.min(Math.max(samples[n], -1), 1)) < 1e-4, `sample ${n}: ${cleaned[n]}`);
    }
  } finally {
    stage.close();
  }
});

Deno.test("a request that the library refuses says why", () => {
  const requests: Uint8Array[] = [];
  const disposed: bigint[] = [];
  const library: ApmLibrary = {
    livekitFfiRequest(request) {
      requests.push(request);
      return requests.length === 1 ? NEW_APM : REFUSED;
    },
    livekitRetrievePtr: () => 64n,
    FfiHandle: class {
      constructor(private readonly handle: bigint) {}
      dispose = () => void disposed.push(this.handle);
    },
  };
  const stage = new ApmStage(library, OFF);
  assertThrows(() => stage.clean(new Float32Array(480)), Error, "the audio processing module refused a request: no");
  stage.close();
  assertEquals(disposed, [5n]);
});

Deno.test("a delay is sent if it is another one, within the module's limits", () => {
  const requests: Uint8Array[] = [];
  const library: ApmLibrary = {
    livekitFfiRequest(request) {
      requests.push(request);
      return requests.length === 1 ? NEW_APM : new Uint8Array();
    },
    livekitRetrievePtr: () => 64n,
    FfiHandle: class {
      dispose() {}
    },
  };
  const stage = new ApmStage(library, OFF);
  for (const delayMs of [40, 40.2, 43, 37, -5, 9_999]) stage.setDelayMs(delayMs);
  assertEquals(requests.slice(1).map((bytes) => Array.from(bytes.subarray(-3))), [[5, 16, 40], [5, 16, 0], [
    16,
    244,
    3,
  ]]);
});

Deno.test("each part does its own, and only if asked for", async () => {
  const SECONDS = 3, length = SECONDS * 48_000;
  const noise = Float32Array.from({ length }, (_, n) => 0.01 * Math.sin(n * n));
  const hum = Float32Array.from({ length }, (_, n) => 0.1 * Math.sin(2 * Math.PI * 30 * n / 48_000));
  const speech = toSoundRate(readSpeech("near.wav")).subarray(0, 110_400).map((sample) => sample / 16);
  /** By how much the second half gets louder, in dB. */
  const change = async (sound: Float32Array, options: typeof OFF) => {
    const stage = await ApmStage.open(options);
    const out = new Float32Array(sound.length);
    for (let at = 0; at + 480 <= sound.length; at += 480) {
      stage.play(new Float32Array(480));
      out.set(stage.clean(sound.subarray(at, at + 480)), at);
    }
    stage.close();
    const half = sound.length / 2;
    return decibels(rms(out, half) / rms(sound, half));
  };
  const cases: [
    name: string,
    sound: Float32Array,
    part: Partial<typeof OFF>,
    isRight: (changeDb: number) => boolean,
  ][] = [
    ["noise suppression of noise", noise, { noise: true }, (db) => db < -8],
    ["high pass of hum", hum, { highPass: true }, (db) => db < -20],
    ["gain control of a quiet voice", speech, { gain: true }, (db) => db > 6],
  ];
  for (const [name, sound, part, isRight] of cases) {
    const on = await change(sound, { ...OFF, ...part }), off = await change(sound, OFF);
    assert(isRight(on), `${name}: ${on} dB`);
    assert(Math.abs(off) < 1, `${name}, off: ${off} dB`);
  }
});

for (const parts of [{}, { echo: true }, { noise: true }, { echo: true, noise: true }]) {
  Deno.test(`sound comes out as late as it says, with ${Object.keys(parts).join(" and ") || "the high pass alone"}`, async () => {
    const stage = await ApmStage.open({ ...OFF, highPass: true, ...parts });
    const spoken = toSoundRate(readSpeech("near.wav")).subarray(0, 48_000), out = new Float32Array(spoken.length);
    for (let at = 0; at < spoken.length; at += 480) {
      stage.play(new Float32Array(480));
      out.set(stage.clean(spoken.slice(at, at + 480)), at);
    }
    stage.close();
    const delayMs = signalDelayMs(spoken, out);
    assert(Math.abs(delayMs - stage.delayMs) < 1.5, `${delayMs} instead of ${stage.delayMs} ms`);
  });
}
