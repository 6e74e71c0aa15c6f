import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { openMicrophone } from "../../../src/io/sound/open_microphone.ts";
import { PageDevices } from "../../../src/io/sound/page/page_devices.ts";
import type { PageSoundEnd, PageSoundOrder } from "../../../src/io/sound/page/sound_page.ts";
import { SOUND_FRAME_MS } from "../../../src/port/sound_device.ts";
import { eventually } from "../../fake/eventually.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { SoundRig } from "./sound_rig.ts";

const { os } = Deno.build;

Deno.test("--microphone none gives nothing", async () => {
  await using rig = new SoundRig();
  const clock = new VirtualClock();
  rig.listen(openMicrophone({ os, microphone: "none", makeTestFrame: (n) => rig.signal.frame(n) }, clock));
  await clock.advance(1000);
  assertEquals(rig.states, [{ state: "off" }]);
  assertEquals(rig.sounds.length, 0);
});

Deno.test("--microphone test gives the sound that is made, frame by frame", async () => {
  await using rig = new SoundRig();
  const clock = new VirtualClock();
  rig.listen(openMicrophone({ os, microphone: "test", makeTestFrame: (n) => rig.signal.frame(n) }, clock));
  await clock.advance(1000);
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  assertEquals(rig.sounds.length, 101);
  assert(rig.sounds.every(({ captureMs }, n) => captureMs === 1000 + SOUND_FRAME_MS * n));
  assertEquals(rig.sounds.map(({ samples }) => samples), rig.sounds.map((_, n) => rig.signal.frame(n)));
});

Deno.test("a path that leads to nothing is not found; what appears there is taken up", async () => {
  await using rig = new SoundRig();
  const folder = await Deno.makeTempDir();
  const microphone = rig.listen(
    openMicrophone({ os, microphone: `${folder}/none.wav`, makeTestFrame: () => new Float32Array(480) }, systemClock),
  );
  await eventually(() => rig.reason === "not_found");
  await Deno.writeTextFile(`${folder}/none.wav`, "no sound");
  await eventually(() => rig.reason === "unreadable");
  await microphone.stop();
  await Deno.remove(folder, { recursive: true });
});

/** A window whose page opens no microphone because of `end`, and what was asked of it. */
function refusingPage(end: PageSoundEnd) {
  const orders: PageSoundOrder[] = [];
  const page: PageDevices = new PageDevices(
    (order) => {
      orders.push(order);
      if (order.kind !== "open") return;
      const { device, openingId } = order.opening;
      queueMicrotask(() => page.take({ kind: "ended", device, openingId, reason: end }));
    },
    systemClock,
    { echo: true, noise: false, gain: true },
  );
  return { page, orders };
}
const makeTestFrame = () => new Float32Array(480);

Deno.test("--microphone window captures in the window, as the options say", async () => {
  await using rig = new SoundRig();
  const { page, orders } = refusingPage("busy");
  rig.listen(openMicrophone({ os, page, microphone: "window:Desk", makeTestFrame }, systemClock));
  await eventually(() => rig.reason === "busy");
  const opening = orders[0].kind === "open" && orders[0].opening;
  const processing = { echo: true, noise: false, gain: true };
  assertEquals(opening, { device: "microphone", openingId: 1, wanted: "Desk", onlyBrowser: false, processing });
});

Deno.test("--microphone window without a window says so", async () => {
  await using rig = new SoundRig();
  rig.listen(openMicrophone({ os, microphone: "window", makeTestFrame }, systemClock));
  await eventually(() => rig.reason === "not_found");
});

Deno.test("on macOS and Windows the window captures; if it may not and ffmpeg finds no microphone, that is said", async () => {
  for (const os of ["darwin", "windows"] as const) {
    for (const end of ["no_permission", "busy"] as const) {
      await using rig = new SoundRig();
      const { page } = refusingPage(end);
      rig.listen(openMicrophone({ os, page, ffmpegPath: "/nonexistent/ffmpeg", makeTestFrame }, systemClock));
      await eventually(() => rig.state === "failed");
      assertEquals(rig.reason, end);
    }
  }
});
