import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { pulseCapture } from "../../../../src/io/sound/pulse/pulse_capture.ts";
import { PulseConnection } from "../../../../src/io/sound/pulse/pulse_connection.ts";
import { PulseLoop } from "../../../../src/io/sound/pulse/pulse_loop.ts";
import { pulsePlayback } from "../../../../src/io/sound/pulse/pulse_playback.ts";
import { eventually } from "../../../fake/eventually.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";
import { SoundRig } from "../sound_rig.ts";

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  for (const waits of ["itself", "in another thread"]) {
    Deno.test(`microphone and loudspeaker share a loop, and the thread waits ${waits}`, async () => {
      await using server = new PulseServer();
      await server.start();
      let asked = 0;
      const loop = waits === "itself" ? new PulseLoop(systemClock, () => ++asked < 0) : new PulseLoop(systemClock);
      const options = { server: server.address, loop };
      await using microphone = new SoundRig();
      await using speaker = new SoundRig();
      // What the loudspeaker plays is what the microphone captures.
      speaker.play(pulsePlayback({ ...options, wanted: "mic" }, systemClock));
      microphone.capture(pulseCapture({ ...options, wanted: "desk" }, systemClock));
      await eventually(() => {
        for (const { samples } of microphone.sounds.splice(0)) speaker.signal.hear(samples);
        return speaker.signal.isHeard;
      });
      assertEquals([microphone.state, speaker.state], ["running", "running"]);
      assertEquals(asked > 0, waits === "itself");

      // Another one joins meanwhile, as when the devices are listed.
      const third = (await PulseConnection.create(systemClock, loop))!;
      assert(await third.connect(server.address, () => false));
      third.close();
      const { length } = speaker.playMs;
      await eventually(() => speaker.playMs.length > length + 10);

      await server.kill();
      await eventually(() => microphone.state === "failed" && speaker.state === "failed");
      assertEquals([microphone.reason, speaker.reason], ["no_sound_server", "no_sound_server"]);
      speaker.signal.forget();
      await server.start();
      await eventually(() => {
        for (const { samples } of microphone.sounds.splice(0)) speaker.signal.hear(samples);
        return speaker.signal.isHeard;
      });
    });
  }

  Deno.test("a thread that is wanted for something else gets on with it before the next turn", async () => {
    await using server = new PulseServer();
    await server.start();
    let isWanted = false, steps = 0;
    const loop = new PulseLoop(systemClock, () => isWanted);
    const ends = Array.from({ length: 2 }, async () => {
      const connection = (await PulseConnection.create(systemClock, loop))!;
      assert(await connection.connect(server.address, () => false));
      const result = await connection.serve(() => {
        steps++;
        if (!isWanted && steps > 2) {
          isWanted = true;
          setTimeout(() => isWanted = false, 0);
        }
        return steps > 20 ? { result: "done" } : undefined;
      });
      connection.close();
      return result;
    });
    assertEquals(await Promise.all(ends), ["done", "done"]);
  });

  Deno.test("what a step throws ends its service alone", async () => {
    await using server = new PulseServer();
    await server.start();
    const loop = new PulseLoop(systemClock, () => false);
    const one = (await PulseConnection.create(systemClock, loop))!,
      other = (await PulseConnection.create(systemClock, loop))!;
    await Promise.all([one, other].map((connection) => connection.connect(server.address, () => false)));
    let steps = 0, isOver = false;
    const served = other.serve(() => (steps++, isOver ? { result: steps } : undefined));
    await assertRejects(() => one.serve(() => steps > 3 ? thrown() : undefined), RangeError, "thrown");
    one.close();
    isOver = true;
    assert(await served > 3);
    other.close();
  });
}

function thrown(): never {
  throw new RangeError("thrown");
}
