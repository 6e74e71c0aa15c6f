import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { pulsePlayback } from "../../../../src/io/sound/pulse/pulse_playback.ts";
import { eventually } from "../../../fake/eventually.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";
import { SoundRig } from "../sound_rig.ts";

/** Times of one clock are no further apart during a test; those of another are. */
const TEST_MS = 600_000;

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("a loudspeaker: what is pulled is heard", async () => {
    await using server = new PulseServer();
    await server.start();
    await using rig = new SoundRig();
    server.record("spk.monitor", (samples) => rig.signal.hear(samples));
    rig.play(pulsePlayback({ server: server.address, wanted: "spk" }, systemClock));
    await eventually(() => rig.signal.isHeard);
    assertEquals([rig.states[0].state, rig.state], ["starting", "running"]);
    const nowMs = systemClock.nowMs();
    assert(rig.playMs.every((playMs) => Math.abs(playMs - nowMs) < TEST_MS));
  });

  Deno.test("PulseAudio ends and is started again: the loudspeaker goes on", async () => {
    await using server = new PulseServer();
    await server.start();
    await using rig = new SoundRig();
    rig.play(pulsePlayback({ server: server.address, wanted: "spk" }, systemClock));
    await eventually(() => rig.state === "running");
    await server.kill();
    await eventually(() => rig.state === "failed");
    assertEquals(rig.reason, "no_sound_server");
    await server.start();
    server.record("spk.monitor", (samples) => rig.signal.hear(samples));
    await eventually(() => rig.signal.isHeard);
    assertEquals(rig.state, "running");
  });

  Deno.test("a loudspeaker that is not there is not found, and is used once it is", async () => {
    await using server = new PulseServer();
    await server.start();
    await using rig = new SoundRig();
    rig.play(pulsePlayback({ server: server.address, wanted: "headset" }, systemClock));
    await eventually(() => rig.state === "failed");
    assertEquals(rig.states.at(-1), {
      state: "failed",
      reason: "not_found",
      message: "no loudspeaker named headset",
      hint: "vchat devices lists the loudspeakers; --speaker none calls without one",
    });
    await server.control("load-module", "module-null-sink", "sink_name=headset");
    server.record("headset.monitor", (samples) => rig.signal.hear(samples));
    await eventually(() => rig.signal.isHeard);
  });

  Deno.test("a loudspeaker is stopped while its server does not answer", async () => {
    await using server = new PulseServer();
    await server.start();
    await using rig = new SoundRig();
    const speaker = rig.play(pulsePlayback({ server: server.address }, systemClock));
    await eventually(() => rig.state === "running");
    server.pause();
    await speaker.stop();
    const { length } = rig.playMs;
    server.resume();
    assertEquals(rig.playMs.length, length);
  });
}

Deno.test("without a server the loudspeaker has failed, and says so once", async () => {
  await using rig = new SoundRig();
  const folder = await Deno.makeTempDir();
  const speaker = rig.play(pulsePlayback({ server: `unix:${folder}/none` }, systemClock));
  await eventually(() => rig.state === "failed");
  await speaker.stop();
  await Deno.remove(folder, { recursive: true });
  assertEquals(rig.states.map(({ reason }) => reason), [undefined, "no_sound_server"]);
});
