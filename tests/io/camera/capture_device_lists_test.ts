import { assertEquals } from "@std/assert";
import { avfoundationCameras, dshowCameras, video4LinuxCameras } from "../../../src/io/camera/capture_device_lists.ts";

Deno.test("Linux: the first node of each device, in the order of their numbers", () => {
  assertEquals(
    video4LinuxCameras([
      { node: "video10", name: "USB Camera", indexOfDevice: 0 },
      { node: "video1", name: "Integrated Camera", indexOfDevice: 1 },
      { node: "video0", name: "Integrated Camera", indexOfDevice: 0 },
      { node: "v4l-subdev0", name: "sensor", indexOfDevice: 0 },
    ]),
    [
      { index: 0, id: "/dev/video0", name: "Integrated Camera" },
      { index: 1, id: "/dev/video10", name: "USB Camera" },
    ],
  );
});

Deno.test("macOS: cameras, not screens or microphones", () => {
  const said = `[AVFoundation indev @ 0x7f9c5a304580] AVFoundation video devices:
[AVFoundation indev @ 0x7f9c5a304580] [0] FaceTime HD Camera (Built-in)
[AVFoundation indev @ 0x7f9c5a304580] [1] Capture screen 0
[AVFoundation indev @ 0x7f9c5a304580] [2] OBS: Virtual Camera
[AVFoundation indev @ 0x7f9c5a304580] AVFoundation audio devices:
[AVFoundation indev @ 0x7f9c5a304580] [0] MacBook Pro Microphone
: Input/output error
`;
  assertEquals(avfoundationCameras(said), [
    { index: 0, id: "0", name: "FaceTime HD Camera (Built-in)" },
    { index: 1, id: "2", name: "OBS: Virtual Camera" },
  ]);
});

Deno.test("Windows: as ffmpeg 5 and later list them", () => {
  const said = `[dshow @ 000001] "Integrated Camera" (video)
[dshow @ 000001]   Alternative name "@device_pnp_\\\\?\\usb#vid_04f2&pid_b67c#{65e8773d}\\global"
[dshow @ 000001] "OBS Virtual Camera" (none)
[dshow @ 000001]   Alternative name "@device_sw_{860BB310}"
[dshow @ 000001] "Capture Card" (audio, video)
[dshow @ 000001] "Microphone Array (Realtek(R) Audio)" (audio)
[dshow @ 000001]   Alternative name "@device_cm_{33D9A762}"
dummy: Immediate exit requested
`;
  assertEquals(dshowCameras(said), [
    { index: 0, id: "@device_pnp_\\\\?\\usb#vid_04f2&pid_b67c#{65e8773d}\\global", name: "Integrated Camera" },
    { index: 1, id: "Capture Card", name: "Capture Card" },
  ]);
});

Deno.test("Windows: as ffmpeg 4 lists them", () => {
  const said = `[dshow @ 000001] DirectShow video devices (some may be both video and audio devices)\r
[dshow @ 000001]  "HP Wide Vision HD"\r
[dshow @ 000001]     Alternative name "@device_pnp_1"\r
[dshow @ 000001] DirectShow audio devices\r
[dshow @ 000001]  "Microphone (Realtek)"\r
[dshow @ 000001]     Alternative name "@device_cm_2"\r
`;
  assertEquals(dshowCameras(said), [{ index: 0, id: "@device_pnp_1", name: "HP Wide Vision HD" }]);
});

Deno.test("nothing listed, or nothing sensible said", () => {
  for (const said of ["", "command not found", "[dshow @ 0] Could not enumerate video devices (or none found).\n"]) {
    assertEquals(avfoundationCameras(said), []);
    assertEquals(dshowCameras(said), []);
  }
  assertEquals(video4LinuxCameras([]), []);
});
