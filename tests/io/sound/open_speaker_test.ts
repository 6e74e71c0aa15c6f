import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { readProcFile } from "../../../src/io/process/proc_file.ts";
import { alsaDevices } from "../../../src/io/sound/devices/alsa_devices.ts";
import { openSpeaker } from "../../../src/io/sound/open_speaker.ts";
import { PageDevices } from "../../../src/io/sound/page/page_devices.ts";
import type { PageSoundOrder } from "../../../src/io/sound/page/sound_page.ts";
import type { Clock } from "../../../src/port/clock.ts";
import { eventually } from "../../fake/eventually.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { SoundRig } from "./sound_rig.ts";

Deno.test("--speaker none pulls all the same, in real time", async () => {
  await using rig = new SoundRig();
  const clock = new VirtualClock();
  rig.speak(openSpeaker({ os: "linux", speaker: "none" }, clock));
  await clock.advance(1000);
  assertEquals(rig.states, [{ state: "off" }]);
  assertEquals(rig.playMs.length, 101);
  assert(rig.playMs.every((playMs, n) => playMs === 1000 + 10 * n));
});

Deno.test("where only the window plays sound, that is said", async () => {
  for (const os of ["darwin", "windows"] as const) {
    await using rig = new SoundRig();
    const clock = new VirtualClock();
    rig.speak(openSpeaker({ os }, clock));
    await clock.advance(1000);
    assertEquals(rig.reason, "not_found");
    assertEquals(rig.playMs.length, 0);
  }
});

/** A window whose page plays nothing, and what was asked of it. */
function page(clock: Clock) {
  const orders: PageSoundOrder[] = [];
  const page = new PageDevices((order) => orders.push(order), clock, { echo: true, noise: true, gain: true });
  const opened = () => orders.flatMap((order) => order.kind === "open" ? [order.opening] : []);
  return { page, opened };
}

Deno.test("where only the window plays sound, it does without being told", async () => {
  for (const os of ["darwin", "windows"] as const) {
    await using rig = new SoundRig();
    const clock = new VirtualClock();
    const { page: devices, opened } = page(clock);
    rig.speak(openSpeaker({ os, page: devices }, clock));
    await clock.advance(0);
    assertEquals(opened().map(({ device, wanted, onlyBrowser }) => ({ device, wanted, onlyBrowser })), [
      { device: "speaker", wanted: undefined, onlyBrowser: false },
    ]);
  }
});

Deno.test("--speaker window plays in the window on every system, on the chosen device", async () => {
  for (const os of ["linux", "darwin", "windows"] as const) {
    await using rig = new SoundRig();
    const clock = new VirtualClock();
    const { page: devices, opened } = page(clock);
    rig.speak(openSpeaker({ os, page: devices, speaker: "window:Headset" }, clock));
    await clock.advance(0);
    assertEquals(opened().map(({ wanted }) => wanted), ["Headset"]);
  }
});

Deno.test("--speaker window without a window says so", async () => {
  await using rig = new SoundRig();
  const clock = new VirtualClock();
  rig.speak(openSpeaker({ os: "linux", speaker: "window" }, clock));
  await clock.advance(0);
  assertEquals(rig.reason, "not_found");
});

const hasAlsa = alsaDevices(readProcFile("/proc/asound/pcm")).some(({ kind }) => kind === "speaker");
if (Deno.build.os === "linux" && !hasAlsa) {
  Deno.test("without sound server and ALSA, the browser plays that shows the window", async () => {
    await using rig = new SoundRig();
    const { page: devices, opened } = page(systemClock);
    rig.speak(openSpeaker({ os: "linux", page: devices, pulseServer: "unix:/nonexistent" }, systemClock));
    await eventually(() => opened().length > 0);
    assertEquals(opened()[0].onlyBrowser, true);
    // It is vchat's own window.
    devices.take({ kind: "ended", device: "speaker", openingId: opened()[0].openingId, reason: "not_started" });
    await eventually(() => rig.state === "failed");
    assertEquals(rig.reason, "no_sound_server");
  });
}
