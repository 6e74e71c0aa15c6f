import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { CaptureSource } from "../../../../src/io/capture/devices/capture_source.ts";
import { FIRST_DIALECT } from "../../../../src/io/capture/ffmpeg/ffmpeg_args.ts";
import { ffmpegFailure, lastComplaint, nextDialect } from "../../../../src/io/capture/ffmpeg/ffmpeg_failure.ts";

type Os = typeof Deno.build.os;
const CAMERA: CaptureSource = { kind: "camera", address: "/dev/video0" };

function failure(os: Os, said: string, source: CaptureSource = CAMERA, hadPicture = false) {
  return ffmpegFailure({ os, source, name: "desk", hadPicture, said });
}

/** Messages of ffmpeg 4 to 7, by system. */
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

Deno.test("each system has its own hint", () => {
  assertStringIncludes(failure("linux", "Permission denied").hint, "usermod");
  assertStringIncludes(failure("darwin", "not authorized").hint, "System Settings");
  assertStringIncludes(failure("windows", "Access is denied").hint, "Settings > Privacy");
  assertStringIncludes(failure("linux", "Device or resource busy").hint, "fuser -v /dev/video0");
});

Deno.test("a camera that gave pictures and then ends was unplugged, whatever ffmpeg says", () => {
  assertEquals(failure("linux", "", CAMERA, true).reason, "unplugged");
  assertEquals(failure("linux", "/dev/video0: No such file or directory", CAMERA, true).reason, "unplugged");
});

Deno.test("failures of files, streams and screens are recognised", () => {
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

Deno.test("ffmpeg's last complaint has no control characters, and a bounded length", () => {
  assertEquals(lastComplaint("Input #0\n[mjpeg @ 0x5] bad \x1b[31mvlc\x07\n  Metadata\n"), "bad ?[31mvlc?");
  assertEquals(lastComplaint("x".repeat(1000))?.length, 160);
  assertEquals(lastComplaint("Press [q] to stop\n"), undefined);
});

Deno.test("an earlier message is preferred to the general ones at the end", () => {
  assertEquals(
    lastComplaint(
      "[AVFoundation indev @ 0x1] Selected pixel format is odd.\n[in#0 @ 0x1] Error opening input: Input/output error\n" +
        "Error opening input file 0:none.\nError opening input files: Input/output error\n",
    ),
    "Selected pixel format is odd.",
  );
  assertEquals(lastComplaint("/dev/video0: Input/output error\n"), "/dev/video0: Input/output error");
  assertEquals(
    lastComplaint("broken\n[swscaler @ 0x5] deprecated pixel format used, make sure you did set range correctly\n"),
    "broken",
  );
});

Deno.test("an input or output error before the first picture does not mean unplugged", () => {
  const darwin = failure("darwin", "[in#0 @ 0x1] Error opening input: Input/output error\n");
  assertEquals(darwin.reason, "unreadable");
  const refused = failure(
    "darwin",
    "[AVFoundation indev @ 0x1] Selected framerate (24.000000) is not supported by the device.\nInput/output error\n",
  );
  assertEquals(refused.message, "camera desk gives no picture of the size and rate that it was asked for");
  assertStringIncludes(refused.hint, "--fps");
  assertEquals(failure("darwin", "0:none: Input/output error", CAMERA, true).reason, "unplugged");
});

const TROUBLES: readonly (readonly [said: string, message: RegExp, hint: RegExp])[] = [
  [
    "[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): No space left on device\n/dev/video2: No space left on device",
    /USB bus/,
    /USB port/,
  ],
  ["[v4l2 @ 0x5] ioctl(VIDIOC_REQBUFS): Cannot allocate memory", /memory/, /--width/],
  ["[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): Protocol error", /over USB/, /USB port/],
  ["[v4l2 @ 0x5] ioctl(VIDIOC_DQBUF): Connection timed out", /over USB/, /USB port/],
  ["/dev/video0: Input/output error", /over USB/, /plug it in again/],
  ["[v4l2 @ 0x5] ioctl(VIDIOC_G_INPUT): Inappropriate ioctl for device", /not a device that gives pictures/, /devices/],
  ["Unknown input format: 'v4l2'", /built without devices/, /--ffmpeg/],
];
for (const [said, message, hint] of TROUBLES) {
  Deno.test(`a message of Video4Linux is explained: ${said.slice(0, 70)}`, () => {
    const report = failure("linux", said);
    assertMatch(report.message, message);
    assertMatch(report.hint, hint);
  });
}

Deno.test("a source without video, and an address that this ffmpeg cannot read, are recognised", () => {
  const song: CaptureSource = { kind: "file", path: "/tmp/song" };
  assertMatch(failure("linux", "Stream map '0:v:0' matches no streams.\n", song).message, /holds no video/);
  const url: CaptureSource = { kind: "url", url: "foo://cam/" };
  assertMatch(failure("linux", "foo://cam/: Protocol not found\n", url).hint, /before :\/\//);
});

Deno.test("no password of an address is shown, not even if ffmpeg's message is cut", () => {
  const url: CaptureSource = { kind: "url", url: `rtsp://admin:s3cret@cam/${"x".repeat(200)}` };
  for (
    const said of [
      "Connection refused",
      "Invalid data",
      "401 Unauthorized",
      "s3cret is wrong",
      "Server: YWRtaW46czNjcmV0",
    ]
  ) {
    const end = { os: "linux", source: url, name: url.url, hadPicture: false, said: `${url.url}: ${said}\n` } as const;
    const report = JSON.stringify([ffmpegFailure(end), ffmpegFailure({ ...end, hadPicture: true })]);
    assertEquals(/s3cret|czNjcmV0/.test(report), false, report);
    assertStringIncludes(report, "rtsp://***@cam/");
  }
});

Deno.test("an older ffmpeg gets the options that it knows", () => {
  const older = nextDialect(
    "Unrecognized option 'fps_mode'.\nError splitting the argument list: Option not found\n",
    FIRST_DIALECT,
  );
  assertEquals(older, { ...FIRST_DIALECT, rateOption: "vsync" });
  assertEquals(nextDialect("Unrecognized option 'fps_mode'.", older!), undefined);
});

Deno.test("an ffmpeg without a filter uses only the scaler", () => {
  assertEquals(nextDialect("[AVFilterGraph @ 0] No such filter: 'lutyuv'\n", FIRST_DIALECT), {
    ...FIRST_DIALECT,
    rangeFilter: "scaler",
  });
});

Deno.test("without zscale, or where it refuses, high dynamic range is mapped by a table", () => {
  const hdr = { ...FIRST_DIALECT, hdrTransfer: "pq" } as const;
  for (
    const said of [
      "[AVFilterGraph @ 0] No such filter: 'zscale'\nError initializing complex filters.\n",
      "[Parsed_zscale_4 @ 0] code 3074: no path between colorspaces\nError while filtering: Generic error in an external library\n",
    ]
  ) {
    const table = nextDialect(said, hdr);
    assertEquals(table, { ...hdr, toneMapper: "table" });
    assertEquals(nextDialect("[graph @ 0] Something else", table!), undefined);
  }
});

Deno.test("a camera that refuses a size, then a rate, is opened without them", () => {
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

Deno.test("a camera that lists its modes is opened with one of them, then with fewer demands", () => {
  const said = `[AVFoundation indev @ 0x1] Selected framerate (24.000000) is not supported by the device.
[AVFoundation indev @ 0x1] Supported modes:
[AVFoundation indev @ 0x1]   1280x720@[1.000000 30.000030]fps
[AVFoundation indev @ 0x1]   640x480@[1.000000 30.000030]fps
Error opening input files: Input/output error
`;
  const asked = { width: 400, fps: 24 };
  const listed = nextDialect(said, FIRST_DIALECT, asked);
  assertEquals(listed, { ...FIRST_DIALECT, listedMode: { width: 640, height: 480, rate: "30.000030" } });
  const rate = nextDialect(said, listed!, asked);
  assertEquals([rate?.cameraMode, rate?.listedMode], ["rate", undefined]);
  assertEquals(nextDialect(said, nextDialect(said, rate!, asked)!, asked), undefined);
});

Deno.test("on a full USB bus Motion JPEG is tried; a camera without it is opened with any format", () => {
  const full = "[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): No space left on device\n";
  const mjpeg = nextDialect(full, FIRST_DIALECT);
  assertEquals(mjpeg?.cameraFormat, "mjpeg");
  const raw = nextDialect("[v4l2 @ 0x5] Cannot find a proper format for codec 'mjpeg' (id 7)\n", mjpeg!);
  assertEquals(raw?.cameraFormat, "raw");
  assertEquals(nextDialect(full, mjpeg!)?.cameraFormat, "raw");
  assertEquals(nextDialect(full, raw!), undefined);
});

Deno.test("an ffmpeg that refuses the filters gets fewer, and finally none that report shapes", () => {
  const said = "[AVFilterGraph @ 0] Error initializing filter 'metadata' with args 'select'\n";
  const scaler = nextDialect(said, FIRST_DIALECT);
  const fewest = nextDialect(said, scaler!);
  assertEquals(fewest, { ...FIRST_DIALECT, rangeFilter: "scaler", tellsShape: false });
  assertEquals(nextDialect(said, fewest!), undefined);
});

Deno.test("an ffmpeg without showinfo does not report shapes", () => {
  assertEquals(nextDialect("[AVFilterGraph @ 0] No such filter: 'showinfo@shape'\n", FIRST_DIALECT)?.tellsShape, false);
});

Deno.test("a missing camera does not change the options", () => {
  for (const [, , said] of SAID) assertEquals(nextDialect(said, FIRST_DIALECT), undefined, said);
});
