import { assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { listSoundDevices } from "../../../../src/io/sound/devices/list_sound_devices.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("the devices of PulseAudio, without monitors", async () => {
    await using server = new PulseServer();
    await server.start();
    assertEquals(await listSoundDevices({ os: "linux", pulseServer: server.address }, systemClock), [
      { kind: "microphone", index: 0, id: "desk", name: "Desk_Microphone" },
      { kind: "speaker", index: 0, id: "mic", name: "Null Output" },
      { kind: "speaker", index: 1, id: "spk", name: "Null Output" },
    ]);
  });
}

Deno.test("without ffmpeg there are no microphones on systems that ask it", async () => {
  for (const os of ["darwin", "windows"] as const) {
    assertEquals(await listSoundDevices({ os, ffmpegPath: "no-such-ffmpeg" }, systemClock), []);
  }
});
