import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { PageDevices } from "../../../../src/io/sound/page/page_devices.ts";
import { wavHeader } from "../../../../src/io/sound/files/wav_header.ts";
import { sampleBytes } from "../../../../src/io/sound/sample_bytes.ts";
import type { SoundDeviceChoice } from "../../../../src/port/sound_device.ts";
import { NoiseSignal } from "../../../fake/noise_signal.ts";
import { SoundRig } from "../../sound/sound_rig.ts";
import { type Probe, until } from "../page_probe.ts";
import { testPage } from "./page_step.ts";

/** Times of one clock are no further apart during a test; those of another are. */
const TEST_MS = 600_000;
const RAW = { echo: false, noise: false, gain: false };
/** Records what the page gives to the loudspeaker, and keeps the streams of its microphone. */
const TAP = `{
  window.heard = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this.numberOfInputs === 0) {
      const tap = this.context.createAnalyser();
      tap.fftSize = 2048;
      connect.call(this, tap);
      window.tap = tap;
    }
    return connect.call(this, to, ...rest);
  };
  window.streams = [];
  const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    (window.wanted ??= []).push(wanted);
    const stream = await open(wanted);
    streams.push(stream);
    return stream;
  };
}`;

/** The sound worker's end of the page's devices. */
function devicesOf({ server }: Probe, processing = RAW): PageDevices {
  const devices = new PageDevices((order) => server.sound.order(order), systemClock, processing);
  server.sound.start((news) => devices.take(news));
  return devices;
}

/** What the page gave to the loudspeaker last. */
async function heard(page: Page): Promise<Float32Array> {
  const samples = await page.evaluate(`(() => {
    const samples = new Float32Array(window.tap?.fftSize ?? 2048);
    window.tap?.getFloatTimeDomainData(samples);
    return [...samples];
  })()`) as number[];
  return Float32Array.from(samples);
}

/** Clicks where nothing else reacts. */
const click = (page: Page) => page.mouse.click(300, 200);

/** Waits until an expression is true in the page. */
const holds = (page: Page, expression: string) =>
  until(async () => await page.evaluate(expression) === true, expression);

testPage("the page as a loudspeaker", async (step) => {
  await step("it plays what it is sent, whole and in order", async (page, probe) => {
    await using rig = new SoundRig();
    rig.play(devicesOf(probe).playback({}));
    await holds(page, "window.tap !== undefined");
    await click(page);
    await until(async () => {
      rig.signal.hear(await heard(page));
      return rig.signal.isHeard;
    }, "the signal");
    assertEquals(rig.states.slice(0, 2), [{ state: "starting" }, { state: "running" }]);
    const nowMs = systemClock.nowMs();
    assert(rig.playMs.every((playMs) => Math.abs(playMs - nowMs) < TEST_MS));
  });

  await step("a page that may not play yet says so, until somebody clicks", async (page, probe) => {
    await using rig = new SoundRig();
    rig.play(devicesOf(probe).playback({}));
    await page.waitForSelector("#sound-hint:has-text('Click anywhere to hear')");
    assertEquals(rig.playMs, []);
    await click(page);
    await page.waitForSelector("#sound-hint", { state: "hidden" });
    await until(() => rig.state === "running", "sound");
  });

  await step("a page that is loaded again plays again, and a stopped one asks for nothing", async (page, probe) => {
    const devices = devicesOf(probe);
    {
      await using rig = new SoundRig();
      rig.play(devices.playback({}));
      await holds(page, "window.tap !== undefined");
      await click(page);
      await until(() => rig.state === "running", "sound");
      await page.reload();
      await until(() => rig.states.length > 2, "the end of the page");
      assertEquals(rig.states.slice(0, 3).map(({ state }) => state), ["starting", "running", "starting"]);
      await holds(page, "window.tap !== undefined");
      await click(page);
      await until(() => rig.state === "running", "sound again");
    }
    await holds(page, "window.tap.context.state === 'suspended'");
  });

  await step(
    "a chosen loudspeaker that is not there is missed, and one that is unplugged, too",
    async (page, probe) => {
      const devices = devicesOf(probe);
      {
        await using rig = new SoundRig();
        rig.play(devices.playback({ wanted: "nowhere" }));
        await until(() => rig.state === "failed", "the failure");
        assertEquals(rig.states.at(-1), {
          state: "failed",
          reason: "not_found",
          message: "the window finds no loudspeaker named nowhere",
          hint: "connect it, or choose another loudspeaker in the window",
        });
      }
      await using rig = new SoundRig();
      await page.evaluate(SINKS);
      rig.play(devices.playback({ wanted: "head" }));
      await holds(page, "window.tap !== undefined");
      await click(page);
      await until(() => rig.state === "running", "sound");
      assertEquals(await page.evaluate("chosenSink"), "headset-id");
      await page.evaluate("sinks.length = 0, navigator.mediaDevices.dispatchEvent(new Event('devicechange'))");
      await until(() => rig.states.some(({ reason }) => reason === "unplugged"), "the unplugging");
    },
  );
}, { script: TAP });

/** What the browser's microphone hears: the signal, over and over. */
const HEARD = `${Deno.cwd()}/build/page_sound/noise.wav`;

testPage("the page as a microphone", async (step) => {
  await Deno.mkdir("build/page_sound", { recursive: true });
  await Deno.writeFile(HEARD, noiseFile());
  await step("what it hears arrives, as it was", async (_page, probe) => {
    await using rig = new SoundRig();
    rig.capture(devicesOf(probe).capture({}));
    // The browser's false microphone has 44.1 kHz, so that the top of the noise is missing. Other noise has a likeness of 0.1.
    await until(() => rig.signal.likeness > 0.85, "the signal");
    assertEquals(rig.states.slice(0, 2), [{ state: "starting" }, { state: "running" }]);
    const nowMs = systemClock.nowMs();
    assert(rig.sounds.every(({ captureMs }) => Math.abs(captureMs - nowMs) < TEST_MS));
    assert(rig.sounds.every(({ samples }) => samples.length === 480));
  });

  await step(
    "the system cleans it as the options say, and vchat does not while the page plays",
    async (page, probe) => {
      await using rig = new SoundRig();
      const devices = devicesOf(probe, { echo: true, noise: false, gain: true });
      rig.capture(devices.capture({}));
      await until(() => rig.sounds.length > 0, "sound");
      assertEquals(rig.sounds[0].isProcessed, undefined);
      assertEquals(await page.evaluate("wanted.map(({ audio }) => audio)"), [
        { echoCancellation: true, noiseSuppression: false, autoGainControl: true, channelCount: 1 },
      ]);
      // A browser that captures may also play.
      rig.play(devices.playback({}));
      await until(() => rig.sounds.at(-1)!.isProcessed === true, "cleaned sound");
    },
  );

  await step("one that is unplugged says so, and is opened again", async (page, probe) => {
    await using rig = new SoundRig();
    rig.capture(devicesOf(probe).capture({}));
    await until(() => rig.state === "running", "sound");
    await page.evaluate("streams.at(-1).getTracks()[0].dispatchEvent(new Event('ended'))");
    await until(() => rig.states.some(({ reason }) => reason === "unplugged"), "the unplugging");
    await until(() => rig.state === "running", "sound again");
  });

  await step("devices are listed, and chosen by a part of their names", async (_page, probe) => {
    const devices = devicesOf(probe);
    let listed: readonly SoundDeviceChoice[] = [];
    {
      // Browsers name devices only to a page that may capture.
      await using rig = new SoundRig();
      rig.capture(devices.capture({}));
      await until(() => rig.state === "running", "sound");
      await until(async () => (listed = await devices.list()).length > 0, "the list");
    }
    for (const kind of ["microphone", "speaker"] as const) {
      const ofKind = listed.filter((device) => device.kind === kind);
      assert(ofKind.length > 0, kind);
      assert(ofKind.every(({ id, index, name }, n) => id.startsWith("window:") && index === n && name !== ""));
    }
    await using chosen = new SoundRig();
    const { id } = listed.filter(({ kind }) => kind === "microphone").at(-1)!;
    chosen.capture(devices.capture({ wanted: id.slice("window:".length) }));
    await until(() => chosen.state === "running", "sound of the chosen one");
  });

  await step("a stopped one is closed", async (page, probe) => {
    {
      await using rig = new SoundRig();
      rig.capture(devicesOf(probe).capture({}));
      await until(() => rig.state === "running", "sound");
    }
    await holds(page, "streams.every((stream) => stream.getTracks().every((track) => track.readyState === 'ended'))");
  });
}, {
  script: TAP,
  browserArgs: [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-audio-capture=${HEARD}`,
  ],
});

testPage("a page that may not capture", async (step) => {
  await step("it says so, and captures once it is allowed", async (_page, probe, context) => {
    await using rig = new SoundRig();
    rig.capture(devicesOf(probe).capture({}));
    await until(() => rig.state === "failed", "the refusal");
    assertEquals(rig.states, [{ state: "starting" }, {
      state: "failed",
      reason: "no_permission",
      message: "the window may not use the microphone",
      hint: "click in the window to be asked again, or allow it in the settings of the browser or system",
    }]);
    await context.grantPermissions(["microphone"]);
    await until(() => rig.state === "running", "sound");
  });

  await step("a person who said no is asked again only after a click", async (page, probe) => {
    await page.evaluate(REFUSING);
    const devices = devicesOf(probe);
    for (let n = 0; n < 2; n++) {
      await using rig = new SoundRig();
      rig.capture(devices.capture({}));
      await until(() => rig.state === "failed", "the refusal");
      assertEquals(await page.evaluate("asked"), 1);
    }
    await using rig = new SoundRig();
    rig.capture(devices.capture({}));
    await click(page);
    await until(async () => await page.evaluate("asked") as number > 1, "the question");
  });
}, { browserArgs: ["--use-fake-device-for-media-stream"] });

/** A machine with a headset that can be unplugged. */
const SINKS = `{
  window.sinks = [{ kind: "audiooutput", deviceId: "headset-id", label: "My Headset" }];
  navigator.mediaDevices.enumerateDevices = async () => sinks;
  AudioContext.prototype.setSinkId = async (id) => void (window.chosenSink = id);
}`;
/** A person who says no. */
const REFUSING = `{
  window.asked = 0;
  navigator.permissions.query = async () => ({ state: "prompt" });
  navigator.mediaDevices.getUserMedia = async () => {
    asked++;
    throw new DOMException("no", "NotAllowedError");
  };
}`;

/** Ten seconds of the signal, as a WAV file. */
function noiseFile(): Uint8Array {
  const { samples } = new NoiseSignal(1);
  const times = 50;
  const all = new Float32Array(times * samples.length);
  for (let n = 0; n < times; n++) all.set(samples, n * samples.length);
  return Buffer.concat([wavHeader(all.length), sampleBytes(all)]);
}
