import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { pulseCapture } from "../../../../src/io/sound/pulse/pulse_capture.ts";
import { SOUND_FRAME_SAMPLES } from "../../../../src/port/sound_device.ts";
import { eventually } from "../../../fake/eventually.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";
import { SoundRig } from "../sound_rig.ts";

/** Times of one clock are no further apart during a test; those of another are. */
const TEST_MS = 600_000;

/** Starts the server and a microphone, and waits until it captures what is played into it. */
async function startCapture(server: PulseServer, rig: SoundRig, wanted?: string): Promise<void> {
  await server.start();
  server.play("mic", rig.signal.samples);
  rig.capture(pulseCapture({ server: server.address, wanted }, systemClock));
  await eventually(() => rig.signal.isHeard);
}

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("a microphone: what is played into it is captured, in frames", async () => {
    await using server = new PulseServer();
    await using rig = new SoundRig();
    await startCapture(server, rig, "desk");
    assertEquals([rig.states[0].state, rig.state], ["starting", "running"]);
    assert(rig.sounds.every(({ samples }) => samples.length === SOUND_FRAME_SAMPLES));
    const nowMs = systemClock.nowMs();
    assert(rig.sounds.every(({ captureMs }) => Math.abs(captureMs - nowMs) < TEST_MS));
  });

  Deno.test("a microphone that is unplugged, and the one that is plugged in again", async () => {
    await using server = new PulseServer();
    await using rig = new SoundRig();
    await startCapture(server, rig);
    await server.unplugMicrophone();
    await eventually(() => rig.states.some(({ state }) => state === "failed"));
    assert(rig.states.some(({ reason }) => reason === "unplugged"), JSON.stringify(rig.states));
    rig.signal.forget();
    const { length } = rig.sounds;
    await server.plugMicrophone();
    await eventually(() => rig.sounds.length > length && rig.signal.isHeard);
    assertEquals(rig.state, "running");
  });

  Deno.test("without a microphone, what a loudspeaker plays is not captured instead, unless it is named", async () => {
    await using server = new PulseServer();
    await server.start();
    await server.unplugMicrophone();
    server.play("spk", new SoundRig().signal.samples);
    await using usual = new SoundRig();
    usual.capture(pulseCapture({ server: server.address }, systemClock));
    await eventually(() => usual.state === "failed");
    assertEquals(usual.states.at(-1), {
      state: "failed",
      reason: "not_found",
      message: "no microphone found",
      hint: "connect one; it is then used automatically; --microphone none calls without one",
    });
    await using named = new SoundRig();
    named.capture(pulseCapture({ server: server.address, wanted: "spk.monitor" }, systemClock));
    await eventually(() => named.signal.isHeard);
    assertEquals(usual.sounds.length, 0);
  });

  Deno.test("PulseAudio ends and is started again: the microphone goes on", async () => {
    await using server = new PulseServer();
    await using rig = new SoundRig();
    await startCapture(server, rig);
    await server.kill();
    await eventually(() => rig.state === "failed");
    assertEquals(rig.reason, "no_sound_server");
    rig.signal.forget();
    await server.start();
    server.play("mic", rig.signal.samples);
    await eventually(() => rig.signal.isHeard);
    assertEquals(rig.state, "running");
  });

  Deno.test("a microphone in a worker, which is ended while it runs", async () => {
    await using server = new PulseServer();
    await server.start();
    const worker = new Worker(import.meta.resolve("../../../fake/microphone_worker.ts"), { type: "module" });
    let frames = 0;
    worker.onmessage = ({ data }) => frames = data;
    worker.postMessage({ server: server.address, wanted: "desk" });
    await eventually(() => frames >= 10);
    worker.terminate();
  });

  Deno.test("a microphone is stopped while its server does not answer", async () => {
    await using server = new PulseServer();
    await server.start();
    await using rig = new SoundRig();
    const microphone = rig.capture(pulseCapture({ server: server.address }, systemClock));
    server.pause();
    await microphone.stop();
    const { length } = rig.states;
    server.resume();
    assertEquals(rig.states.length, length);
  });
}
