import { assertEquals, assertRejects } from "@std/assert";
import {
  findCaptureSource,
  NoSuchSource,
  type PathKind,
  type SourceLookup,
} from "../../../../src/io/capture/devices/capture_source.ts";

const CAMERAS = [
  { index: 0, id: "/dev/video0", name: "Integrated Camera" },
  { index: 1, id: "/dev/video2", name: "Desk Camera" },
];
const PATHS: Record<string, PathKind> = {
  "/a/film.mp4": "file",
  "/a/pipe": "fifo",
  "/dev/video7": "character_device",
  "/a": "folder",
  "film.mp4": "file",
  "0": "file",
};
const lookup: SourceLookup = {
  pathKind: (path) => Promise.resolve(PATHS[path] ?? "missing"),
  cameras: () => Promise.resolve(CAMERAS),
};

Deno.test("each form of --camera selects its source", async () => {
  const meanings: Record<string, unknown> = {
    "screen": { kind: "screen" },
    "0": { kind: "camera", address: "/dev/video0" },
    "1": { kind: "camera", address: "/dev/video2" },
    "Desk Camera": { kind: "camera", address: "/dev/video2" },
    "desk": { kind: "camera", address: "/dev/video2" },
    "/dev/video7": { kind: "camera", address: "/dev/video7" },
    "/a/film.mp4": { kind: "file", path: "/a/film.mp4" },
    "film.mp4": { kind: "file", path: "film.mp4" },
    "/a/pipe": { kind: "fifo", path: "/a/pipe" },
    "rtsp://10.0.0.1/live": { kind: "url", url: "rtsp://10.0.0.1/live" },
    "file:///a/film.mp4": { kind: "file", path: "/a/film.mp4" },
    "file:///%61/pipe": { kind: "fifo", path: "/a/pipe" },
    "file:///%zz": { kind: "url", url: "file:///%zz" },
    "http://10.0.0.1/a.mjpg": { kind: "url", url: "http://10.0.0.1/a.mjpg" },
  };
  for (const [camera, meaning] of Object.entries(meanings)) {
    assertEquals(await findCaptureSource(camera, lookup), meaning, camera);
  }
});

Deno.test("a missing source is reported with its name", async () => {
  for (const camera of ["2", "camera", "nobody", "/no/such/file", "/a"]) {
    const error = await assertRejects(() => findCaptureSource(camera, lookup), NoSuchSource);
    assertEquals(error.message.includes(camera), true, error.message);
  }
});

Deno.test("an address without its scheme is reported without its password", async () => {
  for (const camera of ["admin:s3cret@10.0.0.1/live", "rtsp:/admin:s3cret@10.0.0.1/live", "admin:s3cret@camera"]) {
    const { message } = await assertRejects(() => findCaptureSource(camera, lookup), NoSuchSource);
    assertEquals(message.includes("s3cret"), false, message);
  }
});

Deno.test("a part of a name that two cameras share is refused", async () => {
  await assertRejects(() => findCaptureSource("Camera", lookup), NoSuchSource, "no camera named Camera");
});

Deno.test("without cameras the hint is to connect one", async () => {
  const none = { ...lookup, cameras: () => Promise.resolve([]) };
  const error = await assertRejects(() => findCaptureSource("0", none), NoSuchSource, "no camera found");
  assertEquals(error.hint.includes("connect one"), true);
});
