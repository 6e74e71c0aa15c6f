import { assertEquals, assertNotEquals } from "@std/assert";
import { type EndedRun, lostWriter, runFailure } from "../../../../src/io/capture/ffmpeg/run_failure.ts";

const START = { camera: "x", width: 80, fps: 30, quality: 80, os: "linux", ranBefore: true } as const;
const RUN: EndedRun = {
  os: "linux",
  source: { kind: "fifo", path: "/tmp/fifo" },
  name: "/tmp/fifo",
  hadPicture: true,
  isStalled: false,
  said: "",
};

Deno.test("a FIFO whose writer has closed it waits for the next one, unless it never gave a picture", () => {
  assertEquals([lostWriter(RUN), lostWriter({ ...RUN, hadPicture: false })], [true, false]);
  assertEquals(lostWriter({ ...RUN, source: { kind: "file", path: "/tmp/film" } }), false);
});

Deno.test("an ffmpeg that received Ctrl-C has not failed", () => {
  const run = { ...RUN, said: "Exiting normally, received signal 2." };
  assertEquals([lostWriter(run), runFailure(run, START)], [false, { state: "starting" }]);
});

Deno.test("a stream that never gave a picture is reported as one whose connection timed out", () => {
  const run = { ...RUN, source: { kind: "url", url: "http://host/" }, hadPicture: false } as const;
  const stalled = runFailure({ ...run, isStalled: true }, START);
  assertEquals(stalled, runFailure({ ...run, said: "connection timed out" }, START));
  assertEquals(stalled.state, "failed");
  assertNotEquals(stalled, runFailure(run, START));
});
