import { assert, assertEquals } from "@std/assert";
import type { SoundProcessor } from "../../../src/io/sound/processing/sound_processor.ts";
import { SoundEngine } from "../../../src/io/sound/sound_engine.ts";
import { IncomingSound } from "../../../src/media/sound/incoming_sound.ts";
import type { EncodedSound, SoundFigures, SoundLevels } from "../../../src/port/sound.ts";
import {
  type CapturedSound,
  type Microphone,
  SOUND_FRAME_SAMPLES,
  type SoundDeviceState,
  type Speaker,
} from "../../../src/port/sound_device.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

/** The TOC of a mono CELT frame of 10 ms (RFC 6716, table 2: configuration 30), and a byte of it. */
const FRAME = Uint8Array.of(30 << 3, 0);
/** From the microphone to vchat, and from vchat to the loudspeaker, in milliseconds. */
const CAPTURE_MS = 15, PLAY_MS = 25;
/** How loud the fake microphone, and the peer, are. */
const NEAR = 0.25, FAR = 0.5;

/** A microphone and a loudspeaker at once, that work when the test says so. It closes when the test lets it. */
class FakeDevice implements Microphone, Speaker {
  readonly closing = Promise.withResolvers<void>();
  onState: (state: SoundDeviceState) => void = () => {};
  use: (given: never) => unknown = () => {};

  constructor(readonly name: string, readonly log: string[]) {
    log.push(`open ${name}`);
  }

  start(use: (given: never) => unknown, onState: (state: SoundDeviceState) => void): void {
    this.use = use;
    this.onState = onState;
  }

  async stop(): Promise<void> {
    this.log.push(`stop ${this.name}`);
    await this.closing.promise;
    this.log.push(`closed ${this.name}`);
  }

  give(sound: CapturedSound): void {
    this.use(sound as never);
  }

  pull(playMs: number): Float32Array {
    return this.use(playMs as never) as Float32Array;
  }
}

function processorInto(log: string[]): SoundProcessor {
  return {
    delayMs: 15,
    processPlayed: (far) => void log.push(`played ${far[0].toFixed(2)}`),
    processCapture: (near) => {
      log.push(`captured ${near[0].toFixed(2)}`);
      return near.map((sample) => sample / 2);
    },
    setDelayMs: (delayMs) => void log.push(`delay ${delayMs}`),
    close: () => void log.push("processor closed"),
  };
}

/** An engine whose devices, encoder, decoder and processor are the test's. */
class Rig {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly sent: EncodedSound[] = [];
  readonly states: string[] = [];
  readonly levels: SoundLevels[] = [];
  readonly figures: SoundFigures[] = [];
  readonly devices: FakeDevice[] = [];
  readonly engine: SoundEngine;
  #sequence = 0;

  constructor(
    { cleans = false, names = {} }: { cleans?: boolean; names?: { microphone?: string; speaker?: string } } = {},
  ) {
    const open = (name = "usual") => {
      const device = new FakeDevice(name, this.log);
      this.devices.push(device);
      return device;
    };
    const made = (samples: number) => new Float32Array(samples).fill(FAR);
    this.engine = new SoundEngine({
      clock: this.clock,
      openMicrophone: open,
      openSpeaker: open,
      encoder: {
        delayMs: 5,
        encode: (samples) => Uint8Array.of(Math.round(samples[0] * 100)),
        setBitrate() {},
        setLoss() {},
      },
      incoming: new IncomingSound({
        decode: () => made(SOUND_FRAME_SAMPLES),
        decodeFec: (_bytes, samples) => made(samples),
        conceal: made,
      }),
      processor: cleans ? processorInto(this.log) : undefined,
      ...names,
    }, {
      onSound: (sound) => this.sent.push(sound),
      onMicrophone: ({ state }) => this.states.push(`microphone ${state}`),
      onSpeaker: ({ state }) => this.states.push(`speaker ${state}`),
      onLevels: (levels) => this.levels.push(levels),
      onFigures: (figures) => this.figures.push(figures),
    });
  }

  get device(): FakeDevice {
    return this.devices.at(-1)!;
  }

  /** The peer speaks, and a person hears and answers, for so many frames. */
  async talk(frames: number, microphone: FakeDevice, speaker: FakeDevice): Promise<number[]> {
    const heard: number[] = [];
    for (let n = 0; n < frames; n++) {
      const nowMs = this.clock.nowMs();
      this.engine.incoming.receive({
        frames: [{ sequence: this.#sequence++, bytes: FRAME }],
        captureMs: nowMs - 40,
        arrivedMs: nowMs,
      });
      heard.push(Math.max(...speaker.pull(nowMs + PLAY_MS)));
      microphone.give({ samples: new Float32Array(SOUND_FRAME_SAMPLES).fill(NEAR), captureMs: nowMs - CAPTURE_MS });
      await this.clock.advance(10);
    }
    return heard;
  }

  /** Stops, and lets all devices close. */
  async stop(): Promise<void> {
    for (const device of this.devices) device.closing.resolve();
    await this.engine.stop();
  }
}

/** A rig that runs, and its devices. */
async function running(options?: ConstructorParameters<typeof Rig>[0]) {
  const rig = new Rig(options);
  rig.engine.start();
  await rig.clock.advance(0);
  const [microphone, speaker] = rig.devices;
  return { rig, microphone, speaker };
}

Deno.test("what is captured in a call is encoded, what arrives is played, and both are measured", async () => {
  const { rig, microphone, speaker } = await running({ names: { microphone: "desk", speaker: "headset" } });
  assertEquals(rig.log, ["open desk", "open headset"]);
  await rig.talk(5, microphone, speaker);
  assertEquals(rig.sent, [], "nobody to hear it");
  rig.engine.outgoing.inCall(true);
  const heard = await rig.talk(200, microphone, speaker);
  assert(Math.abs(heard.at(-1)! - FAR) < 0.01);
  assertEquals(rig.sent.length, 200);
  assertEquals([rig.sent[0].sequence, rig.sent[0].captureMs], [5, 1000 + 50 - CAPTURE_MS - 5]);
  assertEquals(rig.sent.every(({ bytes }) => bytes[0] === 100 * NEAR), true, "not cleaned");
  assertEquals([rig.levels.length, rig.figures.length], [20, 2]);
  const { microphoneDb, speakerDb, mouthToEarMs } = rig.levels.at(-1)!;
  assertEquals([microphoneDb, speakerDb].map(Math.round), [-12, -6]);
  // What arrives just when it is pulled is played in the next pull.
  assertEquals(mouthToEarMs, 40 + 10 + PLAY_MS);
  assertEquals(rig.figures.at(-1), { concealed: 0, bufferMs: 10, drops: [] });
  await rig.stop();
});

Deno.test("the echo canceller gets what is played and captured in that order, and how far they are apart", async () => {
  const { rig, microphone, speaker } = await running({ cleans: true });
  await rig.talk(1, microphone, speaker);
  assertEquals(rig.log, ["open usual", "open usual"], "outside a call there is nobody to hear an echo");
  rig.engine.outgoing.inCall(true);
  await rig.talk(100, microphone, speaker);
  rig.log.length = 0;
  await rig.talk(2, microphone, speaker);
  const frame = ["played 0.50", `delay ${PLAY_MS + CAPTURE_MS}`, "captured 0.25"];
  assertEquals(rig.log, [...frame, ...frame]);
  assertEquals(rig.sent.at(-1)!.bytes[0], Math.round(100 * NEAR / 2), "cleaned");
  await rig.stop();
  assertEquals(rig.log.at(-1), "processor closed");
});

Deno.test("what the system has cleaned is not cleaned again", async () => {
  const { rig, microphone, speaker } = await running({ cleans: true });
  rig.engine.outgoing.inCall(true);
  const give = async (isProcessed?: true) => {
    const samples = new Float32Array(SOUND_FRAME_SAMPLES).fill(NEAR);
    microphone.give({ samples, captureMs: rig.clock.nowMs(), isProcessed });
    speaker.pull(rig.clock.nowMs() + PLAY_MS);
    await rig.clock.advance(10);
  };
  rig.log.length = 0;
  for (let n = 0; n < 5; n++) await give(true);
  assertEquals(rig.log, []);
  assertEquals(rig.sent.at(-1)!.bytes[0], Math.round(100 * NEAR), "as it was");
  await give();
  assertEquals(rig.log.map((line) => line.split(" ")[0]), ["delay", "captured", "played"]);
  await rig.stop();
});

Deno.test("another device opens when the one before has closed, and only the last one that was chosen", async () => {
  const { rig, microphone, speaker } = await running();
  rig.engine.choose("microphone", "desk");
  rig.engine.choose("microphone", "headset");
  await rig.clock.advance(10_000);
  assertEquals(rig.log, ["open usual", "open usual", "stop usual"]);
  microphone.closing.resolve();
  await rig.clock.advance(0);
  assertEquals(rig.log.slice(3), ["closed usual", "open headset"]);
  rig.engine.choose("speaker", "none");
  speaker.closing.resolve();
  await rig.clock.advance(0);
  assertEquals(rig.log.slice(5), ["stop usual", "closed usual", "open none"]);
  await rig.stop();
});

Deno.test("what a device says and gives after another was chosen is ignored", async () => {
  const { rig, microphone } = await running();
  rig.engine.outgoing.inCall(true);
  microphone.onState({ state: "running" });
  rig.engine.choose("microphone", "headset");
  microphone.onState({ state: "failed" });
  microphone.give({ samples: new Float32Array(SOUND_FRAME_SAMPLES), captureMs: 0 });
  microphone.closing.resolve();
  await rig.clock.advance(0);
  rig.device.onState({ state: "starting" });
  rig.device.give({ samples: new Float32Array(SOUND_FRAME_SAMPLES), captureMs: 100 });
  assertEquals(rig.states, ["microphone running", "microphone starting"]);
  assertEquals(rig.sent.map(({ captureMs }) => captureMs), [100 - 5]);
  await rig.stop();
});

Deno.test("it has stopped when all devices are closed, and does nothing more", async () => {
  const { rig, microphone, speaker } = await running({ cleans: true });
  let hasStopped = false;
  const stopped = rig.engine.stop().then(() => hasStopped = true);
  microphone.closing.resolve();
  await rig.clock.advance(5000);
  assertEquals(hasStopped, false);
  microphone.onState({ state: "failed" });
  speaker.closing.resolve();
  await stopped;
  assertEquals(rig.log.slice(2), ["stop usual", "stop usual", "closed usual", "closed usual", "processor closed"]);
  assertEquals([rig.states, rig.levels, rig.figures], [[], [], []]);
});

Deno.test("a device that was chosen just before the end is not opened any more", async () => {
  const { rig } = await running();
  rig.engine.choose("microphone", "headset");
  await rig.stop();
  await rig.clock.advance(1000);
  assertEquals(rig.log.filter((line) => line.startsWith("open")), ["open usual", "open usual"]);
});
