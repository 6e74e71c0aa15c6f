import { assert, assertEquals, assertMatch } from "@std/assert";
import type { PageSoundNews, PageSoundOrder, SoundPage } from "../../../../src/io/sound/page/sound_page.ts";
import { WorkerSound } from "../../../../src/io/sound/worker/worker_sound.ts";
import type { EncodedSound, SoundFigures, SoundHandlers, SoundLevels } from "../../../../src/port/sound.ts";
import { eventually } from "../../../fake/eventually.ts";
import { HeardWav } from "../../../fake/heard_wav.ts";
import { inFolder } from "../../../fake/in_folder.ts";

const NO_PROCESSING = { echo: false, noise: false, gain: false, highPass: false };
const PROCESSING = { echo: true, noise: true, gain: true, highPass: true };

/** Everything that the sound says. */
class Told implements SoundHandlers {
  readonly sounds: EncodedSound[] = [];
  readonly microphone: string[] = [];
  readonly speaker: string[] = [];
  readonly messages: (string | undefined)[] = [];
  readonly notices: string[] = [];
  levels: SoundLevels | undefined;
  figures: SoundFigures | undefined;
  /** Where the sound of the microphone goes to. */
  hear: (sound: EncodedSound) => void = () => {};

  onSound(sound: EncodedSound): void {
    this.sounds.push(sound);
    this.hear(sound);
  }

  onMicrophone({ state, message }: { state: string; message?: string }): void {
    this.microphone.push(state);
    this.messages.push(message);
  }

  onSpeaker({ state }: { state: string }): void {
    this.speaker.push(state);
  }

  onLevels(levels: SoundLevels): void {
    this.levels = levels;
  }

  onFigures(figures: SoundFigures): void {
    this.figures = figures;
  }

  onNotice(message: string): void {
    this.notices.push(message);
  }
}

Deno.test("the sound of the microphone comes back as the peer's, and is written to the file of the loudspeaker", () =>
  inFolder(async (folder) => {
    const file = new HeardWav(`${folder}/heard.wav`);
    const sound = new WorkerSound({ microphone: "test", speaker: file.path, processing: NO_PROCESSING });
    const told = new Told();
    told.hear = ({ sequence, bytes, captureMs }) =>
      sound.receive({
        frames: bytes.length === 0 ? [] : [{ sequence, bytes }],
        captureMs,
        arrivedMs: performance.now(),
      });
    sound.start(told);
    await eventually(() => told.microphone.includes("running") && told.speaker.includes("running"));
    assertEquals(told.sounds, [], "not in a call");
    sound.inCall(true);
    sound.setTarget({ kbps: 24, frameMs: 20, loss: 0.1 });
    await file.isHeard();
    await eventually(() => (told.levels?.microphoneDb ?? -90) > -40 && (told.levels?.speakerDb ?? -90) > -40);
    await eventually(() => told.levels?.mouthToEarMs !== undefined && told.figures !== undefined);
    const { concealed, bufferMs } = told.figures!;
    assert(concealed >= 0 && concealed <= 1 && bufferMs >= 0);
    await sound.stop();
    assert((await file.samples()).length > 0);
  }));

Deno.test("nothing but silence leaves a muted microphone, until it is unmuted", async () => {
  const sound = new WorkerSound({ microphone: "test", speaker: "none", processing: PROCESSING });
  const told = new Told();
  sound.start(told);
  sound.mute(true);
  sound.inCall(true);
  await eventually(() => (told.levels?.microphoneDb ?? -90) > -40);
  assertEquals(told.sounds, []);
  sound.mute(false);
  await eventually(() => told.sounds.some(({ bytes }) => bytes.length > 0));
  sound.mute(true);
  await eventually(() => told.sounds.at(-1)!.bytes.length === 0);
  await sound.stop();
  assertEquals(told.speaker, ["off"]);
});

Deno.test("another loudspeaker is chosen while it runs, and tones are heard without a call", () =>
  inFolder(async (folder) => {
    const file = new HeardWav(`${folder}/tone.wav`);
    const sound = new WorkerSound({ microphone: "none", speaker: "none", processing: PROCESSING });
    const told = new Told();
    sound.start(told);
    sound.choose("speaker", file.path);
    await eventually(() => told.speaker.includes("running"));
    sound.play("ring");
    await eventually(() => (told.levels?.speakerDb ?? -90) > -40);
    await sound.stop();
    assertEquals(told.microphone, ["off"]);
    const peak = (await file.samples()).reduce((most, sample) => Math.max(most, sample), 0);
    assert(peak > 0.01, `${peak}`);
  }));

Deno.test("devices are listed, also when it ends meanwhile, and then there are none", async () => {
  const sound = new WorkerSound({ microphone: "none", speaker: "none", processing: PROCESSING });
  assertEquals(await sound.list(), [], "before it is started");
  sound.start(new Told());
  for (const { kind, id, name } of await sound.list()) assert(["microphone", "speaker"].includes(kind) && id && name);
  const listed = sound.list();
  await sound.stop();
  await listed;
  assertEquals(await sound.list(), []);
  await sound.stop();
});

Deno.test("a fault of the worker is told as that of both devices, and the rest goes on", async () => {
  const sound = new WorkerSound({ processing: undefined as never });
  const told = new Told();
  sound.start(told);
  await eventually(() => told.microphone.length > 0);
  assertEquals([told.microphone, told.speaker], [["failed"], ["failed"]]);
  assertMatch(told.messages[0]!, /^sound does not work: .*undefined/);
  sound.inCall(true);
  assertEquals(await sound.list(), []);
  await sound.stop();
});

Deno.test("sound goes through the window's page, if the options say so", async () => {
  const orders: PageSoundOrder[] = [];
  let tell: (news: PageSoundNews) => void = () => {};
  let hasStopped = false;
  const page: SoundPage = {
    start: (onNews) => tell = onNews,
    order: (order) => orders.push(order),
    stop: () => hasStopped = true,
  };
  const sound = new WorkerSound({ microphone: "window", speaker: "window", processing: NO_PROCESSING }, page);
  const told = new Told();
  sound.start(told);
  const openings = () => orders.flatMap((order) => order.kind === "open" ? [order.opening] : []);
  await eventually(() => openings().length === 2);
  assertEquals(openings().map(({ device }) => device).toSorted(), ["microphone", "speaker"]);
  const [microphone, speaker] = openings().toSorted((a, b) => a.device < b.device ? -1 : 1);
  tell({ kind: "wanted", openingId: speaker.openingId, playMs: performance.now() + 20 });
  await eventually(() => orders.some(({ kind }) => kind === "play"));
  const played = orders.find((order) => order.kind === "play")!;
  assertEquals([played.openingId, played.samples.length], [speaker.openingId, 480]);
  const samples = new Float32Array(480);
  tell({ kind: "captured", openingId: microphone.openingId, samples, captureMs: performance.now() });
  await eventually(() => told.microphone.includes("running") && told.speaker.includes("running"));
  await sound.stop();
  const closed = orders.flatMap((order) => order.kind === "close" ? [order.device] : []);
  assertEquals(closed.toSorted(), ["microphone", "speaker"]);
  assertEquals(hasStopped, true);
});
