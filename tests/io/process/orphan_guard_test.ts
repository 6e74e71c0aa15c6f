import { assert } from "@std/assert";
import { OrphanGuard } from "../../../src/io/process/orphan_guard.ts";
import { eventually } from "../../fake/eventually.ts";
import { isAlive } from "../../fake/is_alive.ts";

/** A program that opens a camera and prints the process id of its ffmpeg. */
const PARENT = `
import { FfmpegCamera } from ${JSON.stringify(import.meta.resolve("../../../src/io/capture/ffmpeg_camera.ts"))};
import { systemClock } from ${JSON.stringify(import.meta.resolve("../../../src/io/clock/system_clock.ts"))};
const [camera, ffmpegPath] = Deno.args;
const options = { camera, width: 80, fps: 30, quality: 80, ffmpegPath, os: Deno.build.os };
new FfmpegCamera(options, systemClock).start(() => {}, () => {});
`;

/** Whether a process has started a shell that waits for its end. */
function hasGuard(parent: number): boolean {
  return [...Deno.readDirSync("/proc")].some(({ name }) => {
    try {
      const [, , after] = /^\d+ \((.*)\) (.*)$/s.exec(Deno.readTextFileSync(`/proc/${name}/stat`))!;
      const isChild = Number(after.split(" ")[1]) === parent;
      return isChild && Deno.readTextFileSync(`/proc/${name}/cmdline`).includes("kill -9");
    } catch {
      return false; // no process, or one that has ended
    }
  });
}

if (Deno.build.os !== "windows") {
  const programs = {
    "": (folder: string) => `echo $$ > "${folder}/pid"\nexec ffmpeg "$@"`,
    " behind a wrapper": (folder: string) => `ffmpeg "$@" & echo $! > "${folder}/pid"\nwait $!`,
  };
  for (const [how, script] of Object.entries(programs)) {
    Deno.test(`a camera${how} that waits for the writer of a FIFO ends with vchat, even if vchat is killed`, async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/parent.ts`, PARENT);
        await Deno.writeTextFile(`${folder}/ffmpeg`, `#!/bin/sh\n${script(folder)}\n`, {
          mode: 0o755,
        });
        await new Deno.Command("mkfifo", { args: [`${folder}/camera.y4m`] }).output();
        const parent = new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "-q",
            "--allow-all",
            "--no-check",
            `${folder}/parent.ts`,
            `${folder}/camera.y4m`,
            `${folder}/ffmpeg`,
          ],
          stdin: "null",
          stdout: "null",
          stderr: "null",
        }).spawn();
        await eventually(() => Deno.readTextFile(`${folder}/pid`).then((text) => text !== "", () => false));
        const pid = Number(await Deno.readTextFile(`${folder}/pid`));
        if (Deno.build.os === "linux") await eventually(() => hasGuard(parent.pid));
        await new Promise((resolve) => setTimeout(resolve, 300)); // until it waits for the writer
        assert(isAlive(pid));
        parent.kill("SIGKILL");
        await parent.status;
        await eventually(() => !isAlive(pid));
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }

  Deno.test("a dismissed guard leaves its process alone, and ends", async () => {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    await new OrphanGuard(child.pid).dismiss();
    assert(isAlive(child.pid));
    child.kill("SIGKILL");
    await child.status;
  });
}
