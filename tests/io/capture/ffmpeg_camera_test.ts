import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readJpegHeader } from "../../../src/media/picture/jpeg_header.ts";
import { eventually } from "../../fake/eventually.ts";
import { isAlive } from "../../fake/is_alive.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";
import { CameraRig, jpeg, NO_CAMERAS, ONE_DEVICE, posix, writeAll } from "./camera_rig.ts";
import { writeY4m, y4mFrame, y4mHeader } from "./y4m.ts";

/** A clock that counts how many waits were started. */
class CountingClock extends VirtualClock {
  waits = 0;

  override callAt(atMs: number, callback: () => void): () => void {
    this.waits++;
    return super.callAt(atMs, callback);
  }
}

if (posix) {
  Deno.test("a FIFO waits for its writer without a message, and can be stopped meanwhile", async () => {
    await using rig = new CameraRig();
    const camera = rig.open(await rig.fifo("camera.y4m"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await camera.stop();
    assertEquals(rig.states, [{ state: "starting" }]);
  });

  Deno.test("a FIFO gives each picture without waiting for the next, and waits for the next writer", async () => {
    await using rig = new CameraRig();
    const path = await rig.fifo("camera.y4m");
    rig.open(path);
    for (let writer = 0; writer < 2; writer++) {
      const file = await Deno.open(path, { write: true });
      await writeAll(file, y4mHeader(160, 120));
      for (let n = 0; n < 4; n++) {
        await writeAll(file, y4mFrame(160, 120, n));
        const wanted = writer * 4 + n + 1;
        await eventually(() => rig.units.length === wanted);
      }
      file.close();
      // A writer that opens the FIFO before ffmpeg has ended would write to it, and fail when it ends.
      await eventually(() => rig.states.filter(({ state }) => state === "starting").length === writer + 2);
    }
    assertEquals(rig.failures, []);
    assertEquals(rig.units.map(({ sequence }) => sequence), [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  Deno.test("a FIFO of Motion JPEG gives each picture without waiting for the next, too", async () => {
    await using rig = new CameraRig();
    const path = await rig.fifo("camera.mjpeg");
    rig.open(path);
    for (let writer = 0; writer < 2; writer++) {
      using file = await Deno.open(path, { write: true });
      for (let n = 0; n < 3; n++) {
        await writeAll(file, await jpeg(n * 40));
        const wanted = writer * 3 + n + 1;
        await eventually(() => rig.units.length === wanted);
      }
    }
    assertEquals(rig.failures, []);
  });

  Deno.test("a FIFO that turns out to contain Motion JPEG is read without ffmpeg from then on, and its writer does not notice", async () => {
    await using rig = new CameraRig();
    const path = await rig.fifo("camera");
    rig.open(path);
    using file = await Deno.open(path, { write: true });
    const picture = await jpeg(99);
    // ffmpeg reads some pictures at first, which are lost. After that each one comes without the next. A busy machine gets
    // more and more time for that.
    const behind = async (limitMs: number) => {
      const before = rig.units.length;
      await writeAll(file, picture);
      const endMs = performance.now() + limitMs;
      while (rig.units.length === before && performance.now() < endMs) await new Promise((go) => setTimeout(go, 5));
      return rig.units.length === before;
    };
    let inTime = 0;
    for (let n = 0; n < 150 && inTime < 5; n++) inTime = await behind(300 + 20 * n) ? 0 : inTime + 1;
    assertEquals(inTime, 5);
    assertEquals(rig.failures, []);
  });

  Deno.test("a FIFO of Motion JPEG without a writer is stopped", async () => {
    await using rig = new CameraRig();
    const camera = rig.open(await rig.fifo("camera.mjpeg"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await camera.stop();
    assertEquals(rig.states, [{ state: "starting" }]);
  });

  Deno.test("pictures that do not fit at any quality are made smaller", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("noise.y4m"), { width: 640, height: 480, frames: 3, noise: true });
    rig.open(rig.path("noise.y4m"), { width: 640, maxBytes: 8000 });
    await eventually(() => rig.units.length > 0 && rig.units.at(-1)!.bytes.length <= 8000);
    const header = readJpegHeader(rig.units.at(-1)!.bytes);
    assert(typeof header === "object" && header.width < 640);
    assertEquals(rig.failures, []);
  });

  Deno.test("an unplugged camera is reported, and tried again after a growing pause", async () => {
    await using rig = new CameraRig();
    const clock = new CountingClock();
    const ffmpegPath = rig.script(
      "ffmpeg",
      `echo run >> "${rig.path("runs")}"\necho "/dev/video0: No such device" >&2\nexit 1`,
    );
    rig.open("/dev/video0", { ffmpegPath, clock, lookup: ONE_DEVICE });
    const runs = () => Deno.readTextFileSync(rig.path("runs")).split("\n").length - 1;
    const pauses = [500, 1000, 2000, 4000, 8000, 10_000, 10_000];
    for (const [i, pause] of pauses.entries()) {
      await eventually(() => clock.waits === 2 * (i + 1)); // one for a picture, one for the end of the pause
      await clock.advance(pause - 1);
      assertEquals(runs(), i + 1);
      await clock.advance(1);
      await eventually(() => runs() === i + 2);
    }
    assertEquals(rig.failures.map(({ reason }) => reason), ["unplugged"]); // the same failure is reported once
    assertStringIncludes(rig.failures[0].message!, "/dev/video0");
  });

  Deno.test("a camera that gives nothing is given up after a while", async () => {
    await using rig = new CameraRig();
    const clock = new VirtualClock();
    const ffmpegPath = rig.script("ffmpeg", `echo run > "${rig.path("runs")}"\nexec sleep 60`);
    rig.open("/dev/video0", { ffmpegPath, clock, lookup: ONE_DEVICE });
    await eventually(() => Deno.stat(rig.path("runs")).then(() => true, () => false));
    await clock.advance(10_000);
    await eventually(() => rig.failures.length === 1);
    assertEquals(rig.failures[0].reason, "unreadable");
  });

  Deno.test("an ffmpeg without -fps_mode is started again with its own option", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
    const ffmpegPath = rig.script(
      "ffmpeg",
      `case " $* " in *" -fps_mode "*) echo "Unrecognized option 'fps_mode'." >&2; exit 1;; esac\nexec ffmpeg "$@"`,
    );
    rig.open(rig.path("film.y4m"), { ffmpegPath });
    await eventually(() => rig.units.length > 0);
    assertEquals(rig.failures, []);
  });

  Deno.test("an ffmpeg behind a wrapper works, and none of its processes is left or waited for", async () => {
    await using rig = new CameraRig();
    await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
    const ffmpegPath = rig.script("ffmpeg", `ffmpeg "$@" & echo $! > "${rig.path("pid")}"\nwait $!\nexit $?`);
    const camera = rig.open(rig.path("film.y4m"), { ffmpegPath });
    await eventually(() => rig.units.length > 0);
    let pid = 0;
    // The wrapper may be slower than ffmpeg.
    await eventually(async () => (pid = Number(await Deno.readTextFile(rig.path("pid")).catch(() => ""))) > 0);
    await camera.stop();
    assert(pid > 0);
    await eventually(() => !isAlive(pid));
  });

  Deno.test("an ffmpeg that does not end when asked is killed", async () => {
    await using rig = new CameraRig();
    const ffmpegPath = rig.script(
      "ffmpeg",
      `trap "" TERM\necho $$ > "${rig.path("pid")}"\nwhile :; do sleep 0.1; done`,
    );
    Deno.writeTextFileSync(rig.path("film.y4m"), "");
    const camera = rig.open(rig.path("film.y4m"), { ffmpegPath });
    await eventually(() => Deno.readTextFile(rig.path("pid")).then((text) => text !== "", () => false));
    const pid = Number(Deno.readTextFileSync(rig.path("pid")));
    await camera.stop();
    await eventually(() => !isAlive(pid));
  });
}

if (posix) {
  Deno.test("a FIFO of Motion JPEG without end markers gives its pictures", async () => {
    await using rig = new CameraRig();
    const path = await rig.fifo("camera.mjpeg");
    rig.open(path);
    const file = await Deno.open(path, { write: true });
    for (let n = 0; n < 4; n++) await writeAll(file, (await jpeg(n * 40)).subarray(0, -2));
    await eventually(() => rig.units.length === 3);
    file.close();
    await eventually(() => rig.units.length === 4); // nothing else shows that it was the last
    assertEquals(rig.failures, []);
  });
}

Deno.test("a missing camera is reported with its name, and what to do", async () => {
  await using rig = new CameraRig();
  rig.open(rig.path("nothing.y4m"));
  await eventually(() => rig.failures.length > 0);
  const [{ reason, message, hint }] = rig.failures;
  assertEquals(reason, "not_found");
  assertStringIncludes(message!, "nothing.y4m");
  assertStringIncludes(hint!, "vchat devices");
});

Deno.test("a file that appears later is read", async () => {
  await using rig = new CameraRig();
  rig.open(rig.path("film.y4m"));
  await eventually(() => rig.failures.length > 0);
  await writeY4m(rig.path("film.y4m"), { width: 160, height: 120, frames: 5 });
  await eventually(() => rig.units.length > 0);
  assertEquals(rig.states.at(-1), { state: "running" });
});

Deno.test("a file without video is reported as unreadable", async () => {
  await using rig = new CameraRig();
  Deno.writeTextFileSync(rig.path("film.mp4"), "this is no film\n".repeat(1000));
  rig.open(rig.path("film.mp4"));
  await eventually(() => rig.failures.length > 0);
  assertEquals(rig.failures[0].reason, "unreadable");
});

Deno.test("without ffmpeg, the way to get it is reported once", async () => {
  await using rig = new CameraRig();
  rig.open("0", { ffmpegPath: rig.path("ffmpeg"), lookup: NO_CAMERAS });
  await eventually(() => rig.failures.length > 0);
  assertEquals(rig.failures.map(({ reason }) => reason), ["no_ffmpeg"]);
});
