import { assert, assertEquals } from "@std/assert";
import { recordingFormat, unfitReason } from "../../src/call/recording.ts";
import { TrackRecording } from "../../src/call/track_recording.ts";
import type { Codec } from "../../src/port/encoded_frame.ts";
import type { ReceivedFrame } from "../../src/wire/wire.ts";
import { all, numberIn, outline, readEbml } from "../media/recording/ebml_reader.ts";
import { concat, frameHeader as sof, jpeg, scan } from "../media/synthetic_jpeg.ts";
import { readIvf } from "../vectors/read_ivf.ts";

const JPEG = jpeg(sof(64, 48), scan([1]));

/** A recording in memory, of at most `maxFiles` files. */
function recordingTo(path: string, { maxFiles = 2 } = {}) {
  const files: Uint8Array[][] = [[]], leftOut: string[] = [];
  const recording = new TrackRecording(recordingFormat(path), {
    write: (bytes) => files.at(-1)!.push(bytes),
    nextFile: () => files.length < maxFiles && files.push([]) > 0,
    leftOut: (reason) => leftOut.push(reason),
  });
  const elementsOf = (n: number) => readEbml(concat(files[n])).elements;
  return {
    recording,
    files,
    leftOut,
    file: () => concat(files[0]),
    codecs: (n = 0) => JSON.stringify(outline(elementsOf(n))).match(/V_[\w\/]+/g) ?? [],
    /** The time of each block, in milliseconds. */
    timesMs: (n = 0) =>
      all(elementsOf(n), "Cluster").flatMap(({ children: [timestamp, ...blocks] }) =>
        blocks.map(({ content }) => numberIn(timestamp) + new DataView(content.buffer, content.byteOffset).getInt16(1))
      ),
  };
}

function frame(codec: Codec, bytes: Uint8Array, { id = 0, captureMs = undefined as number | undefined } = {}) {
  const made: ReceivedFrame = { n: 0, track: { id, kind: "camera", codec }, bytes, keyframe: true, captureMs };
  return made;
}

Deno.test("the ending of the name selects the format", () => {
  const names = ["a.mkv", "a.MKV", "a.webm", "a.WebM", "a.mjpeg", "a", "mkv", "a.mkv.old"];
  assertEquals(names.map(recordingFormat), [
    "matroska",
    "matroska",
    "webm",
    "webm",
    "mjpeg",
    "mjpeg",
    "mjpeg",
    "mjpeg",
  ]);
});

Deno.test("Matroska holds every codec, WebM all but JPEG and H.264, a file of JPEGs nothing else", () => {
  const fits = (format: Parameters<typeof unfitReason>[0]) =>
    (["jpeg", "vp8", "vp9", "av1", "h264"] as const).filter((codec) => unfitReason(format, codec) === undefined);
  assertEquals(fits("matroska"), ["jpeg", "vp8", "vp9", "av1", "h264"]);
  assertEquals(fits("webm"), ["vp8", "vp9", "av1"]);
  assertEquals(fits("mjpeg"), ["jpeg"]);
});

Deno.test("JPEGs are written unchanged, one after the other, unless the name ends in .mkv", () => {
  const { recording, file } = recordingTo("a.mjpeg");
  for (const ms of [100, 140]) recording.append(frame("jpeg", JPEG), ms);
  assertEquals(file(), concat([JPEG, JPEG]));
});

Deno.test("times are capture times, or arrival times if the wire has no capture times", () => {
  const captured = recordingTo("a.mkv");
  for (const [captureMs, ms] of [[100, 180], [133, 250], [60_000, 60_090]]) {
    captured.recording.append(frame("jpeg", JPEG, { captureMs }), ms);
  }
  assertEquals(captured.timesMs(), [0, 33, 59_900]);
  const arrived = recordingTo("a.mkv");
  for (const ms of [180, 250, 60_090]) arrived.recording.append(frame("jpeg", JPEG), ms);
  assertEquals(arrived.timesMs(), [0, 70, 59_910]);
});

Deno.test("a peer with a wrong clock stretches a recording at most by the largest delay", () => {
  const { recording, timesMs } = recordingTo("a.mkv");
  const year = 365 * 86_400_000;
  for (const [captureMs, ms] of [[-year, 20_000], [year, 20_040], [20_070, 20_080]]) {
    recording.append(frame("jpeg", JPEG, { captureMs }), ms);
  }
  assertEquals(timesMs(), [0, 10_040, 10_070]);
});

Deno.test("frames are written from the first keyframe on", () => {
  for (const codec of ["vp8", "vp9", "av1", "h264"] as const) {
    const [key, second, third] = readIvf(`video/${codec}.ivf`);
    for (const name of codec === "h264" ? ["a.mkv"] : ["a.webm", "a.mkv"]) {
      const { recording, file, codecs, timesMs } = recordingTo(name);
      recording.append(frame(codec, second), 0);
      assertEquals(file().length, 0);
      for (const [n, bytes] of [key, second, third].entries()) recording.append(frame(codec, bytes), 40 + 40 * n);
      assertEquals(codecs(), [codec === "h264" ? "V_MPEG4/ISO/AVC" : `V_${codec.toUpperCase()}`]);
      assertEquals(timesMs(), [0, 40, 80]);
    }
  }
});

Deno.test("a codec that the file cannot contain is left out, and what to do is said once", () => {
  const [vp8] = readIvf("video/vp8.ivf");
  for (const [name, unfit, fit] of [["a.webm", "jpeg", "vp8"], ["a", "vp8", "jpeg"]] as const) {
    const { recording, file, leftOut } = recordingTo(name);
    const append = (codec: Codec, ms: number) => recording.append(frame(codec, codec === "jpeg" ? JPEG : vp8), ms);
    for (const ms of [0, 40]) append(unfit, ms);
    assertEquals(file().length, 0);
    const kind = name === "a" ? "a file of JPEGs cannot hold VP8" : "a .webm file cannot hold JPEG";
    const hint = "give the file a name that ends in .mkv: it holds every codec";
    assertEquals(leftOut, [`${kind}, the codec that is received; ${hint}`]);
    append(fit, 80); // as from the next caller
    append(unfit, 120);
    assert(file().length > 0);
    assertEquals(leftOut.length, 1);
  }
});

Deno.test("another codec continues in another file, from a keyframe on", () => {
  const { recording, codecs, timesMs, leftOut } = recordingTo("a.mkv");
  const [key, delta] = readIvf("video/vp8.ivf");
  for (const ms of [0, 40]) recording.append(frame("jpeg", JPEG), ms);
  for (const [ms, bytes] of [[80, delta], [120, key], [160, delta]] as const) recording.append(frame("vp8", bytes), ms);
  assertEquals([codecs(0), timesMs(0)], [["V_MJPEG"], [0, 40]]);
  assertEquals([codecs(1), timesMs(1)], [["V_VP8"], [0, 40]]);
  assertEquals(leftOut, []);
});

Deno.test("if there is no other file, the recording is over", () => {
  const { recording, files, timesMs } = recordingTo("a.mkv", { maxFiles: 1 });
  recording.append(frame("jpeg", JPEG), 0);
  recording.append(frame("vp8", readIvf("video/vp8.ivf")[0]), 40);
  recording.append(frame("jpeg", JPEG), 80);
  assertEquals([files.length, timesMs()], [1, [0]]);
});

Deno.test("frames of another track are left out", () => {
  const { recording, timesMs, leftOut } = recordingTo("a.mkv");
  for (const [id, ms] of [[3, 0], [4, 20], [3, 40]]) recording.append(frame("jpeg", JPEG, { id }), ms);
  assertEquals([timesMs(), leftOut], [[0, 40], []]);
});

Deno.test("invalid frames are not written into a container", () => {
  const { recording, file, timesMs } = recordingTo("a.mkv");
  const broken = JPEG.subarray(0, 20);
  recording.append(frame("jpeg", broken), 0);
  assertEquals(file().length, 0);
  for (const bytes of [JPEG, broken, JPEG]) recording.append(frame("jpeg", bytes), 40);
  assertEquals(timesMs(), [0, 1]);
});
