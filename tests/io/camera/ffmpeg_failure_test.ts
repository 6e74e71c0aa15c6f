import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { CaptureSource } from "../../../src/io/camera/capture_source.ts";
import { FIRST_DIALECT } from "../../../src/io/camera/ffmpeg_args.ts";
import { ffmpegFailure, lastComplaint, nextDialect } from "../../../src/io/camera/ffmpeg_failure.ts";

type Os = typeof Deno.build.os;
const CAMERA: CaptureSource = { kind: "camera", address: "/dev/video0" };

function failure(os: Os, said: string, source: CaptureSource = CAMERA, hadPicture = false) {
  return ffmpegFailure({ os, source, name: "desk", hadPicture, said });
}

/** What ffmpeg 4 to 7 say, by system. */
const SAID: readonly (readonly [os: Os, reason: string, said: string])[] = [
  ["linux", "not_found", "[video4linux2,v4l2 @ 0x5] Cannot open video device /dev/video0: No such file or directory\n"],
  ["linux", "busy", "[video4linux2,v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): Device or resource busy\n"],
  ["linux", "busy", "/dev/video0: Device or resource busy\n"],
  ["linux", "no_permission", "[v4l2 @ 0x5] Cannot open video device /dev/video0: Permission denied\n"],
  ["linux", "unplugged", "[video4linux2,v4l2 @ 0x5] ioctl(VIDIOC_DQBUF): No such device\n"],
  ["linux", "unreadable", "[video4linux2,v4l2 @ 0x5] Not a video capture device.\n/dev/video1: Invalid argument\n"],
  ["darwin", "not_found", "[AVFoundation indev @ 0x7] Video device not found\n"],
  ["darwin", "not_found", "[AVFoundation indev @ 0x7] Invalid device index\n"],
  [
    "darwin",
    "no_permission",
    "[AVFoundation indev @ 0x7] Failed to create AV capture input device: Cannot use Camera\n",
  ],
  [
    "windows",
    "not_found",
    "[dshow @ 0] Could not find video device with name [x] among source devices of type video.\n",
  ],
  [
    "windows",
    "busy",
    "[dshow @ 0] Could not run graph (sometimes caused by a device already in use by other application)\n",
  ],
  ["windows", "no_permission", "[dshow @ 0] Unable to open: Access is denied.\n"],
];

for (const [os, reason, said] of SAID) {
  Deno.test(`${os}: ${reason}: ${said.trim().slice(0, 70)}`, () => {
    const report = failure(os, said);
    assertEquals(report.reason, reason);
    assertStringIncludes(report.message, "camera desk");
    assertMatch(report.hint, /\w/);
  });
}

Deno.test("the hint is that of the system", () => {
  assertStringIncludes(failure("linux", "Permission denied").hint, "usermod");
  assertStringIncludes(failure("darwin", "not authorized").hint, "System Settings");
  assertStringIncludes(failure("windows", "Access is denied").hint, "Settings > Privacy");
  assertStringIncludes(failure("linux", "Device or resource busy").hint, "fuser -v /dev/video0");
});

Deno.test("a camera that gave pictures and ends was unplugged, whatever else it says", () => {
  assertEquals(failure("linux", "", CAMERA, true).reason, "unplugged");
  assertEquals(failure("linux", "/dev/video0: No such file or directory", CAMERA, true).reason, "unplugged");
});

Deno.test("files, streams and screens", () => {
  const file: CaptureSource = { kind: "file", path: "/tmp/x" };
  assertEquals(failure("linux", "file:/tmp/x: Permission denied", file).reason, "no_permission");
  const junk = failure("linux", "file:/tmp/x: Invalid data found when processing input", file);
  assertEquals(junk.reason, "unreadable");
  assertEquals(junk.message, "desk cannot be read as video (file:/tmp/x: Invalid data found when processing input)");
  const url: CaptureSource = { kind: "url", url: "http://camera/" };
  assertEquals(
    failure("linux", "[tcp @ 0] Connection to tcp://camera failed: Connection refused", url).reason,
    "not_found",
  );
  assertEquals(failure("linux", "[http @ 0] HTTP error 401 Unauthorized", url).reason, "no_permission");
  assertEquals(failure("linux", "", url, true).reason, "stopped");
  assertStringIncludes(
    failure("linux", "[x11grab @ 0] Cannot open display :0, error 1.", { kind: "screen" }).hint,
    "DISPLAY",
  );
});

Deno.test("what ffmpeg complained of last carries no control characters, and has an end", () => {
  assertEquals(lastComplaint("Input #0\n[mjpeg @ 0x5] bad \x1b[31mvlc\x07\n  Metadata\n"), "bad ?[31mvlc?");
  assertEquals(lastComplaint("x".repeat(1000))?.length, 160);
  assertEquals(lastComplaint("Press [q] to stop\n"), undefined);
});

Deno.test("an older ffmpeg is talked to in its own words", () => {
  const older = nextDialect(
    "Unrecognized option 'fps_mode'.\nError splitting the argument list: Option not found\n",
    FIRST_DIALECT,
  );
  assertEquals(older, { ...FIRST_DIALECT, rateOption: "vsync" });
  assertEquals(nextDialect("Unrecognized option 'fps_mode'.", older!), undefined);
});

Deno.test("an ffmpeg without a filter does with the scaler", () => {
  assertEquals(nextDialect("[AVFilterGraph @ 0] No such filter: 'lutyuv'\n", FIRST_DIALECT), {
    ...FIRST_DIALECT,
    rangeFilter: "scaler",
  });
});

Deno.test("a camera that refuses a size, then a rate, is asked for neither", () => {
  const said = "[avfoundation @ 0] Selected framerate (30.000000) is not supported by the device.\n";
  const first = nextDialect(
    "[avfoundation @ 0] Selected video size (640x480) is not supported by the device.",
    FIRST_DIALECT,
  );
  assertEquals(first?.cameraMode, "rate");
  const second = nextDialect(said, first!);
  assertEquals(second?.cameraMode, "default");
  assertEquals(nextDialect(said, second!), undefined);
  assertEquals(nextDialect("[dshow @ 0] Could not set video options\n", FIRST_DIALECT)?.cameraMode, "rate");
});

Deno.test("a camera that is not there is no matter of words", () => {
  for (const [, , said] of SAID) assertEquals(nextDialect(said, FIRST_DIALECT), undefined, said);
});
