import { assertEquals } from "@std/assert";
import {
  avfoundationCameras,
  avfoundationMicrophones,
  dshowCameras,
  dshowMicrophones,
  video4LinuxCameras,
} from "../../../../src/io/capture/devices/capture_device_lists.ts";

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

Deno.test("Linux: chips that decode, encode or scale are not cameras", () => {
  const names = [
    "bcm2835-codec-decode",
    "bcm2835-isp-capture0",
    "rpi-hevc-dec",
    "hantro-vpu-dec",
    "Qualcomm Venus video encoder",
  ];
  const nodes = [...names, "unicam-image", "USB Encoder HD", "OBS Virtual Camera"];
  assertEquals(
    video4LinuxCameras(nodes.map((name, n) => ({ node: `video${n}`, name, indexOfDevice: 0 }))).map(({ name }) => name),
    ["unicam-image", "USB Encoder HD", "OBS Virtual Camera"],
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
  assertEquals(avfoundationMicrophones(said), [{ index: 0, id: "0", name: "MacBook Pro Microphone" }]);
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
    { index: 1, id: "@device_sw_{860BB310}", name: "OBS Virtual Camera" },
    { index: 2, id: "Capture Card", name: "Capture Card" },
  ]);
  assertEquals(dshowMicrophones(said), [
    { index: 0, id: "Capture Card", name: "Capture Card" },
    { index: 1, id: "@device_cm_{33D9A762}", name: "Microphone Array (Realtek(R) Audio)" },
  ]);
});

Deno.test("Windows: a camera without a running source is listed by its category, a microphone is not", () => {
  const said = `[dshow @ 000001] "Integrated Webcam" (video)
[in#0 @ 000001] "A Software Camera" (none)
[in#0 @ 000001]   Alternative name "@device_sw_{860BB310-5D01-11D0-BD3B-00A0C911CE86}\\A Software Camera"
[in#0 @ 000001] "A Grabber" (none)
[in#0 @ 000001]   Alternative name "@device_pnp_\\\\?\\usb#vid_1#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global"
[in#0 @ 000001] "A Line In" (none)
[in#0 @ 000001]   Alternative name "@device_cm_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\\A Line In"
[in#0 @ 000001] "A Nobody" (none)
[in#0 @ 000001] "Another Webcam" (video)
[in#0 @ 000001]   Alternative name "@device_pnp_2"
`;
  assertEquals(dshowCameras(said), [
    { index: 0, id: "Integrated Webcam", name: "Integrated Webcam" },
    {
      index: 1,
      id: "@device_sw_{860BB310-5D01-11D0-BD3B-00A0C911CE86}\\A Software Camera",
      name: "A Software Camera",
    },
    {
      index: 2,
      id: "@device_pnp_\\\\?\\usb#vid_1#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global",
      name: "A Grabber",
    },
    { index: 3, id: "@device_pnp_2", name: "Another Webcam" },
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
  assertEquals(dshowMicrophones(said), [{ index: 0, id: "@device_cm_2", name: "Microphone (Realtek)" }]);
});

Deno.test("no device listed, or an output without sense", () => {
  for (const said of ["", "command not found", "[dshow @ 0] Could not enumerate video devices (or none found).\n"]) {
    assertEquals(avfoundationCameras(said), []);
    assertEquals(dshowCameras(said), []);
    assertEquals(avfoundationMicrophones(said), []);
    assertEquals(dshowMicrophones(said), []);
  }
  assertEquals(video4LinuxCameras([]), []);
});
