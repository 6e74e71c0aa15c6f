/** vchat's own window as a loudspeaker: a real WebKitGTK plays to a real PulseAudio. */
import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { PageDevices } from "../../../src/io/sound/page/page_devices.ts";
import { openWindow } from "../../../src/io/window/open_window.ts";
import { eventually } from "../../fake/eventually.ts";
import { NO_HANDLERS } from "../../fake/no_handlers.ts";
import { hasPulseAudio, PulseServer } from "../../fake/pulse_server.ts";
import { SoundRig } from "../sound/sound_rig.ts";
import { Xvfb } from "./xvfb.ts";

const WINDOW = new URL("../../../src/io/window/window_main.ts", import.meta.url).href;
const PROCESSING = { echo: false, noise: false, gain: false };

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("the window plays what it is sent, after a click", async () => {
    await using server = new PulseServer();
    await server.start();
    await server.control("set-default-sink", "spk");
    await using screen = await Xvfb.start();
    const display = openWindow({
      title: "vchat sound",
      os: Deno.build.os,
      env: (name) => name === "DISPLAY" ? screen.display : undefined,
      nowMs: systemClock.nowMs,
      callAt: systemClock.callAt,
      onNotice: () => {},
      windowCommand: [
        "env",
        ...[`PULSE_SERVER=${server.address}`, `XDG_RUNTIME_DIR=${server.folder}`],
        ...[Deno.execPath(), "run", "--quiet", "--no-check", "-A", WINDOW],
      ],
    });
    try {
      const devices = new PageDevices((order) => display.sound.order(order), systemClock, PROCESSING);
      display.sound.start((news) => devices.take(news));
      await display.open(NO_HANDLERS);
      await using rig = new SoundRig();
      server.record("spk.monitor", (samples) => rig.signal.hear(samples));
      rig.play(devices.playback({}));
      // The window may not be there yet, or not take the first click.
      await eventually(async () => {
        await screen.xdotool("mousemove", "300", "200", "click", "1");
        return rig.state === "running";
      });
      await eventually(() => rig.signal.isHeard);
      assertEquals(rig.states.slice(0, 2).map(({ state }) => state), ["starting", "running"]);
    } finally {
      await display.close();
    }
  });
}
