import { assertEquals, assertStringIncludes } from "@std/assert";
import { loaderFailure, startFailure } from "../../../../src/io/capture/ffmpeg/start_failure.ts";

const spawn = (why: string, code: number) => new Error(`Failed to spawn 'ffmpeg': ${why} (os error ${code})`);
const START = { os: "linux", ranBefore: false } as const;

Deno.test("a missing ffmpeg is only reported if it never ran", () => {
  const gone = spawn("No such file or directory", 2);
  assertEquals(startFailure(gone, START).reason, "no_ffmpeg");
  assertEquals(startFailure(spawn("Permission denied", 13), START).reason, "no_ffmpeg");
  assertEquals(startFailure(spawn("Exec format error", 8), START).reason, "no_ffmpeg");
  assertEquals(startFailure(gone, { ...START, ranBefore: true }).reason, "not_started");
});

Deno.test("a temporary failure is reported with its cause, and that it is tried again", () => {
  const causes = [["Too many open files", 24], ["Text file busy", 26], ["Cannot allocate memory", 12]] as const;
  for (const [why, code] of causes) {
    const { state, reason, message, hint } = startFailure(spawn(why, code), START);
    assertEquals({ state, reason, message }, {
      state: "failed",
      reason: "not_started",
      message: `ffmpeg cannot be started (${why})`,
    });
    assertStringIncludes(hint!, "tried again");
  }
  assertStringIncludes(startFailure(spawn("Too many open files", 24), START).hint!, "ulimit -n");
});

Deno.test("missing libraries are not reported as a missing camera", () => {
  const said =
    "ffmpeg: error while loading shared libraries: libavdevice.so.59: cannot open shared object file: No such file\n";
  assertStringIncludes(loaderFailure(said, START)!.message!, "libavdevice.so.59");
  assertEquals(loaderFailure("film.mp4: No such file or directory", START), undefined);
});
