import { assertEquals } from "@std/assert";
import { listCaptureDevices, video4LinuxNodes } from "../../../../src/io/capture/devices/capture_devices.ts";

Deno.test("the nodes of Video4Linux are read from sysfs", () => {
  const files: Record<string, string> = {
    "/sys/class/video4linux/video0/name": "Integrated Camera: Integrated C\n",
    "/sys/class/video4linux/video0/index": "0\n",
    "/sys/class/video4linux/video3/name": "Metadata\n",
    "/sys/class/video4linux/video3/index": "1\n",
  };
  assertEquals(video4LinuxNodes((path) => files[path] ?? ""), [
    { node: "video0", name: "Integrated Camera: Integrated C", indexOfDevice: 0 },
    { node: "video3", name: "Metadata", indexOfDevice: 1 },
  ]);
});

// The C library that reads sysfs stays loaded.
Deno.test(
  "this machine's cameras are numbered from 0, as --camera takes them",
  { sanitizeResources: false },
  async () => {
    const devices = await listCaptureDevices({ os: Deno.build.os });
    assertEquals(devices.map(({ index }) => index), devices.map((_, i) => i));
  },
);

Deno.test("without ffmpeg there are no cameras on systems that ask it", async () => {
  assertEquals(await listCaptureDevices({ os: "darwin", ffmpegPath: "no-such-ffmpeg" }), []);
  assertEquals(await listCaptureDevices({ os: "windows", ffmpegPath: "no-such-ffmpeg" }), []);
});
