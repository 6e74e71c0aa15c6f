import { assert, assertEquals } from "@std/assert";
import { PageDevices } from "../../../../src/io/sound/page/page_devices.ts";
import type { PageSoundOrder } from "../../../../src/io/sound/page/sound_page.ts";
import type { CapturedSound, SoundDeviceState } from "../../../../src/port/sound_device.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

const PROCESSING = { echo: true, noise: false, gain: true, highPass: true };
const SILENCE = new Float32Array(480);

function start() {
  const clock = new VirtualClock();
  const orders: PageSoundOrder[] = [];
  const ending = new AbortController();
  const devices = new PageDevices((order) => orders.push(order), clock, PROCESSING);
  return { clock, orders, devices, ending };
}

Deno.test("a loudspeaker is opened, gets the frames that it asks for, and is closed", async () => {
  const { clock, orders, devices, ending } = start();
  const playMs: number[] = [];
  let running = 0;
  const ended = devices.playback({ wanted: "Headset" })(
    (atMs) => {
      playMs.push(atMs);
      return SILENCE;
    },
    ending.signal,
    () => running++,
  );
  const processing = { echo: true, noise: false, gain: true };
  const opening = { device: "speaker", openingId: 1, wanted: "Headset", onlyBrowser: false, processing } as const;
  assertEquals(orders.splice(0), [{ kind: "open", opening }]);
  assertEquals(running, 0);
  devices.take({ kind: "wanted", openingId: 1, playMs: clock.nowMs() + 30 });
  devices.take({ kind: "wanted", openingId: 1, playMs: clock.nowMs() + 40 });
  assertEquals(orders.splice(0), Array(2).fill({ kind: "play", openingId: 1, samples: SILENCE }));
  assertEquals(playMs, [clock.nowMs() + 30, clock.nowMs() + 40]);
  assertEquals(running, 2);
  ending.abort();
  assertEquals(await ended, undefined);
  assertEquals(orders, [{ kind: "close", device: "speaker", openingId: 1 }]);
});

Deno.test("a microphone's frames arrive; they are processed if the page also plays", async () => {
  const { clock, devices, ending } = start();
  const sounds: CapturedSound[] = [];
  const capture = devices.capture({})((sound) => sounds.push(sound), ending.signal, () => {});
  const captured = (captureMs: number) => devices.take({ kind: "captured", openingId: 1, samples: SILENCE, captureMs });
  captured(clock.nowMs());
  const playback = devices.playback({})(() => SILENCE, ending.signal, () => {});
  devices.take({ kind: "wanted", openingId: 2, playMs: clock.nowMs() });
  captured(clock.nowMs() + 10);
  assertEquals(sounds.map(({ isProcessed }) => isProcessed), [undefined, true]);
  assertEquals(sounds.map(({ captureMs }) => captureMs), [clock.nowMs(), clock.nowMs() + 10]);
  devices.take({ kind: "ended", device: "speaker", openingId: 2, reason: "unplugged" });
  assertEquals((await playback)?.reason, "unplugged");
  captured(clock.nowMs() + 20);
  assertEquals(sounds[2].isProcessed, undefined);
  ending.abort();
  assertEquals(await capture, undefined);
});

Deno.test("what comes of an earlier opening is ignored", async () => {
  const { orders, devices, ending } = start();
  const first = devices.playback({})(() => SILENCE, ending.signal, () => {});
  devices.take({ kind: "ended", device: "speaker", openingId: 1, reason: "gone" });
  assertEquals(await first, { state: "starting" });
  const second = devices.playback({})(() => SILENCE, ending.signal, () => {});
  orders.length = 0;
  devices.take({ kind: "wanted", openingId: 1, playMs: 0 });
  devices.take({ kind: "ended", device: "speaker", openingId: 1, reason: "stopped" });
  assertEquals(orders, []);
  ending.abort();
  assertEquals(await second, undefined);
});

Deno.test("one that only a browser may open is left to whatever else there is", async () => {
  const { orders, devices, ending } = start();
  const otherwise: SoundDeviceState = { state: "failed", reason: "no_sound_server" };
  const ended = devices.capture({ otherwise })(() => {}, ending.signal, () => {});
  assert(orders[0].kind === "open" && orders[0].opening.onlyBrowser);
  devices.take({ kind: "ended", device: "microphone", openingId: 1, reason: "not_started" });
  assertEquals(await ended, otherwise);
});

Deno.test("one that hangs is closed, but one that waits for a person is not", async () => {
  const { clock, orders, devices, ending } = start();
  const ended = devices.playback({})(() => SILENCE, ending.signal, () => {});
  await clock.advance(3_600_000);
  assertEquals(orders.length, 1);
  for (let n = 0; n < 3; n++) {
    devices.take({ kind: "wanted", openingId: 1, playMs: clock.nowMs() });
    await clock.advance(9_000);
  }
  assertEquals(orders.filter(({ kind }) => kind === "close"), []);
  await clock.advance(1_001);
  assertEquals((await ended)?.reason, "stopped");
  assertEquals(orders.at(-1), { kind: "close", device: "speaker", openingId: 1 });
});

Deno.test("after an abort nothing is opened", async () => {
  const { orders, devices, ending } = start();
  ending.abort();
  assertEquals(await devices.capture({})(() => {}, ending.signal, () => {}), undefined);
  assertEquals(orders, []);
});

Deno.test("the page's devices are listed; none, if it does not answer", async () => {
  const { clock, orders, devices } = start();
  const list = [{ kind: "speaker", index: 0, id: "window:a", name: "A" }] as const;
  const listed = devices.list();
  assertEquals(orders, [{ kind: "list" }]);
  devices.take({ kind: "devices", devices: list });
  assertEquals(await listed, list);
  const unanswered = devices.list();
  await clock.advance(2_000);
  assertEquals(await unanswered, []);
  devices.take({ kind: "devices", devices: list });
});
