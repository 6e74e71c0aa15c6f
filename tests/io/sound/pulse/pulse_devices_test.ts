import { assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { PulseConnection } from "../../../../src/io/sound/pulse/pulse_connection.ts";
import { pulseDevices } from "../../../../src/io/sound/pulse/pulse_devices.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";

// PulseAudio is installed where scripts/setup.ts can install it.
if (hasPulseAudio) {
  Deno.test("the server's devices, with their names, and which of them are monitors", async () => {
    await using server = new PulseServer();
    await server.start();
    await server.control("set-default-source", "desk");
    await server.control("set-default-sink", "spk");
    const connection = (await PulseConnection.create(systemClock))!;
    await connection.connect(server.address, () => false);
    const devices = await pulseDevices(connection);
    connection.close();
    assertEquals(devices, {
      sources: [
        { id: "mic.monitor", name: "Monitor of Null Output", isMonitor: true },
        { id: "spk.monitor", name: "Monitor of Null Output", isMonitor: true },
        { id: "desk", name: "Desk_Microphone", isMonitor: false },
      ],
      sinks: [
        { id: "mic", name: "Null Output", isMonitor: false },
        { id: "spk", name: "Null Output", isMonitor: false },
      ],
      defaultSource: "desk",
      defaultSink: "spk",
    });
  });
}
