import { NO_HANDLERS } from "../../../fake/no_handlers.ts";
import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assertEquals } from "@std/assert";
import { openWindow } from "../../../../src/io/window/open_window.ts";
import { keepSharedImagePool } from "../../../../src/io/window/launch/keep_shared_image_pool.ts";
import { BLUE, RED, twoColourJpeg, until } from "../page_probe.ts";
import { Xvfb } from "../xvfb.ts";

/** The System V shared memory of a process, in bytes, by segment. Empty if the process has ended. */
function sharedSegments(pid: string): { id: string; bytes: number }[] {
  try {
    const maps = Deno.readTextFileSync(`/proc/${pid}/maps`);
    return [...maps.matchAll(/^([\da-f]+)-([\da-f]+) .* (\d+) +\/SYSV/gm)].map(([, from, to, id]) => ({
      id,
      bytes: parseInt(to, 16) - parseInt(from, 16),
    }));
  } catch {
    return [];
  }
}

function hasGraphicsCard(): boolean {
  try {
    return Deno.statSync("/dev/dri").isDirectory;
  } catch {
    return false;
  }
}

if (Deno.build.os === "linux" && !hasGraphicsCard()) {
  Deno.test("a window drawn by software keeps the memory that it shares with the X server from frame to frame", async () => {
    await using xvfb = await Xvfb.start();
    const env: Record<string, string> = { DISPLAY: xvfb.display };
    const shown: number[] = [];
    const mark = `marked-${crypto.randomUUID()}`;
    const entry = import.meta.resolve("../../../../src/io/window/window_main.ts");
    const window = openWindow({
      title: "vchat",
      os: "linux",
      env: (name) => env[name],
      nowMs: () => performance.now(),
      onNotice: () => {},
      windowCommand: [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", entry, mark],
    });
    try {
      await window.open({ ...NO_HANDLERS, onShown: (n) => void shown.push(n) });
      const pictures = [await twoColourJpeg(RED, BLUE), await twoColourJpeg(BLUE, RED)];
      const segments = () =>
        [...Deno.readDirSync("/proc")].filter(({ name }) => isMarked(name, mark)).flatMap(({ name }) =>
          sharedSegments(name)
        ).filter(({ bytes }) => bytes >= 16 << 20);
      showJpeg(window, 0, pictures[0]);
      await until(() => shown.length === 1 && segments().length > 0, "a segment shared with the X server");
      const before = segments();
      for (let n = 1; n <= 10; n++) {
        showJpeg(window, n, pictures[n % 2]);
        await until(() => shown.length > n, "a frame drawn");
        assertEquals(segments(), before);
      }
    } finally {
      await window.close();
    }
  });
}

Deno.test("without a window there is nothing to keep", () => {
  keepSharedImagePool();
});

function isMarked(pid: string, mark: string): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(mark);
  } catch {
    return false;
  }
}
