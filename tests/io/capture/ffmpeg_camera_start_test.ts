import { assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../../fake/eventually.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { CameraRig, ONE_DEVICE, posix, writeAll } from "./camera_rig.ts";
import { writeY4m } from "./y4m.ts";

if (posix) {
  Deno.test("a stopped camera stays stopped, although it stalls while ffmpeg ends", async () => {
    await using rig = new CameraRig();
    const clock = new VirtualClock();
    const ffmpegPath = rig.script(
      "ffmpeg",
      `echo run >> "${rig.path("runs")}"\ntrap "" TERM\nwhile :; do sleep 0.05; done`,
    );
    const camera = rig.open("/dev/video0", { ffmpegPath, clock, lookup: ONE_DEVICE });
    const runs = () => Deno.readTextFile(rig.path("runs")).catch(() => "");
    await eventually(async () => await runs() === "run\n");
    const stopping = camera.stop();
    await clock.advance(20_000);
    await stopping;
    assertEquals(await runs(), "run\n");
    assertEquals(rig.states, [{ state: "starting" }]);
  });

  Deno.test("a camera can be stopped in the pause after a failure, whenever that begins", async () => {
    for (const early of [true, false]) {
      await using rig = new CameraRig();
      const clock = new VirtualClock(); // its time does not pass: no pause ends by itself
      const ffmpegPath = rig.script("ffmpeg", "exit 1");
      const camera = rig.open("/dev/video0", { ffmpegPath, clock, lookup: ONE_DEVICE });
      if (!early) await eventually(() => rig.failures.length > 0);
      await camera.stop();
    }
  });

  let writing: Deno.FsFile | undefined;
  // What prevents a program from starting, and how it is removed.
  const obstacles: Record<
    string,
    { prepare(rig: CameraRig): string; pass(rig: CameraRig, path: string): Promise<void> | void }
  > = {
    "it is not executable yet": {
      prepare: (rig) => {
        Deno.writeTextFileSync(rig.path("ffmpeg"), '#!/bin/sh\nexec ffmpeg "$@"\n', { mode: 0o644 });
        return rig.path("ffmpeg");
      },
      pass: (_, path) => Deno.chmod(path, 0o755),
    },
    "it is being replaced": {
      prepare: (rig) => rig.path("ffmpeg"),
      pass: (rig) => void rig.script("ffmpeg", 'exec ffmpeg "$@"'),
    },
    "it is being written": {
      prepare: (rig) => {
        const path = rig.script("ffmpeg", 'exec ffmpeg "$@"');
        writing = Deno.openSync(path, { append: true });
        return path;
      },
      pass: () => writing!.close(),
    },
    "its libraries are being replaced": {
      prepare: (rig) =>
        rig.script(
          "ffmpeg",
          'echo "ffmpeg: error while loading shared libraries: libavdevice.so.59: No such file" >&2; exit 127',
        ),
      pass: (rig) => void rig.script("ffmpeg", 'exec ffmpeg "$@"'),
    },
    "its interpreter is not there": {
      prepare: (rig) => {
        Deno.writeTextFileSync(rig.path("ffmpeg"), "#!/no/such/shell\n", { mode: 0o755 });
        return rig.path("ffmpeg");
      },
      pass: (rig) => void rig.script("ffmpeg", 'exec ffmpeg "$@"'),
    },
  };
  for (const [name, { prepare, pass }] of Object.entries(obstacles)) {
    Deno.test(`if ffmpeg cannot be started for a while (${name}), it is tried again`, async () => {
      await using rig = new CameraRig();
      await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
      const ffmpegPath = prepare(rig);
      rig.open(rig.path("film.y4m"), { ffmpegPath });
      await eventually(() => rig.failures.length > 0);
      await pass(rig, ffmpegPath);
      await eventually(() => rig.units.length > 0);
      assertEquals(rig.states.at(-1), { state: "running" });
      assertEquals(rig.failures.length, 1);
    });
  }

  Deno.test("if ffmpeg is replaced during a call, it is reported as not startable, not as missing", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
    const path = await rig.fifo("camera.y4m");
    const ffmpegPath = rig.script("ffmpeg", 'exec ffmpeg "$@"');
    rig.open(path, { ffmpegPath });
    const write = async () => {
      using file = await Deno.open(path, { write: true });
      await writeAll(file, await Deno.readFile(rig.path("film.y4m")));
    };
    await write();
    await Deno.remove(ffmpegPath); // before the end of its run
    await eventually(() => rig.failures.length > 0);
    assertEquals(rig.failures[0].reason, "not_started");
    assertStringIncludes(rig.failures[0].message!, ffmpegPath);
    const before = rig.units.length;
    rig.script("ffmpeg", 'exec ffmpeg "$@"');
    await write();
    await eventually(() => rig.units.length > before);
  });
}
