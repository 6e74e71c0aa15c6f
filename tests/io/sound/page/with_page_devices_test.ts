import { assertEquals } from "@std/assert";
import { withPageDevices } from "../../../../src/io/sound/page/with_page_devices.ts";
import type { SoundDeviceChoice } from "../../../../src/port/sound_device.ts";

const choice = (kind: SoundDeviceChoice["kind"], id: string): SoundDeviceChoice => ({ kind, id, index: 0, name: id });
const MICROPHONE = choice("microphone", "own"), SPEAKER = choice("speaker", "own");
const ofPage = (...devices: SoundDeviceChoice[]) => ({ list: () => Promise.resolve(devices) });

Deno.test("where vchat plays sound itself, the page is not asked", async () => {
  const page = { list: () => Promise.reject(new Error("asked")) };
  assertEquals(await withPageDevices([MICROPHONE, SPEAKER], page), [MICROPHONE, SPEAKER]);
});

Deno.test("elsewhere the page's devices are listed", async () => {
  const devices = [choice("microphone", "window:a"), choice("speaker", "window:b")];
  assertEquals(await withPageDevices([MICROPHONE], ofPage(...devices)), devices);
});

Deno.test("a page without a microphone leaves those of ffmpeg", async () => {
  const speaker = choice("speaker", "window:b");
  assertEquals(await withPageDevices([MICROPHONE], ofPage(speaker)), [MICROPHONE, speaker]);
});
