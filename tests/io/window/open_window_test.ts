import { NO_HANDLERS } from "../../fake/no_handlers.ts";
import { showJpeg } from "../../fake/show_jpeg.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Image } from "imagescript";
import { openWindow } from "../../../src/io/window/open_window.ts";
import type { ConversationLine, DisplayState } from "../../../src/port/display.ts";
import { BLUE, GREEN, RED, twoColourJpeg, until } from "./page_probe.ts";
import { Xvfb } from "./xvfb.ts";

const IN_CALL: DisplayState = {
  role: "client",
  phase: "in_call",
  peerName: "Ada",
  peerAddress: "192.0.2.7:9699",
  sinceEpochMs: 0,
  camera: { state: "running" },
  peerPicture: "expected",
};

/** A click on the message box of an open conversation, in a window of 1120x700. */
const TO_MESSAGE_BOX = ["mousemove", "900", "650", "click", "1"];

function start(env: Record<string, string>, windowCommand?: [string, ...string[]]) {
  const told = { shown: [] as number[], texts: [] as string[], notices: [] as string[], leaves: 0 };
  const display = openWindow({
    title: "vchat",
    os: Deno.build.os,
    env: (name) => env[name],
    nowMs: () => performance.now(),
    onNotice: (text) => void told.notices.push(text),
    windowCommand,
  });
  const lines: ConversationLine[] = [];
  const opened = display.open({
    ...NO_HANDLERS,
    onShown: (n) => void told.shown.push(n),
    onText: (text) => void told.texts.push(text),
    onLeave: () => void told.leaves++,
    lines: () => lines,
  });
  const showLine = display.showLine.bind(display);
  display.showLine = (line) => {
    lines.push(line);
    showLine(line);
  };
  return { display, opened, told, [Symbol.asyncDispose]: () => display.close() };
}

/** How many pixels of the image have (nearly) this colour. */
function count(image: Image, colour: number): number {
  const near = (a: number, b: number) => Math.abs(a - b) < 30;
  let found = 0;
  for (let i = 0; i < image.bitmap.length; i += 4) {
    const [r, g, b] = image.bitmap.subarray(i, i + 3);
    if (near(r, colour >>> 24) && near(g, colour >>> 16 & 255) && near(b, colour >>> 8 & 255)) found++;
  }
  return found;
}

/** What `read` gives about a process; "" or nothing if it has ended meanwhile, as those of browsers may at any time. */
function unlessEnded<T>(read: () => T, ended: T): T {
  try {
    return read();
  } catch {
    return ended;
  }
}

/** Empty for a process that has ended but was not waited for. */
function commandLine(pid: number): string {
  return unlessEnded(() => Deno.readTextFileSync(`/proc/${pid}/cmdline`), "");
}

function commandName(pid: number): string {
  return unlessEnded(() => Deno.readTextFileSync(`/proc/${pid}/comm`), "");
}

/** Processes whose command line contains this text. */
function processes(text: string): number[] {
  const ids = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name));
  return ids.filter((pid) => pid > 0 && commandLine(pid).includes(text));
}

/** All descendants of a process. */
function children(parent: number): number[] {
  const threads = unlessEnded(() => [...Deno.readDirSync(`/proc/${parent}/task`)].map(({ name }) => name), []);
  const direct = threads.flatMap((thread) =>
    unlessEnded(() => Deno.readTextFileSync(`/proc/${parent}/task/${thread}/children`), "")
      .split(" ").map(Number).filter(Boolean)
  );
  return direct.flatMap((pid) => [pid, ...children(pid)]);
}

function kill(pid: number): void {
  unlessEnded(() => Deno.kill(pid, "SIGKILL"), undefined);
}

/** A command line that starts a window and can be found again. */
function markedWindow(): { mark: string; command: [string, ...string[]] } {
  const mark = `marked-${crypto.randomUUID()}`;
  const entry = import.meta.resolve("../../../src/io/window/window_main.ts");
  return { mark, command: [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", entry, mark] };
}

Deno.test("without a display there is no window, only its address", async () => {
  if (Deno.build.os !== "linux") return;
  await using window = start({ PATH: "/usr/bin" });
  const { display, opened, told } = window;
  await opened;
  assertMatch(told.notices.join("\n"), /^No display here.* http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/ /);
  await display.close();
  assertEquals(told.leaves, 0);
});

if (Deno.build.os === "linux") {
  Deno.test("the real window", async (t) => {
    await using xvfb = await Xvfb.start();
    const env = { DISPLAY: xvfb.display, PATH: Deno.env.get("PATH") ?? "" };

    await t.step(
      "shows the pictures, mirrors the self view, has the title, takes keys, and goes when closed",
      async () => {
        const { mark, command } = markedWindow();
        await using window = start(env, command);
        const { display, opened, told } = window;
        await opened;
        display.showState(IN_CALL);
        display.showLine({ id: 1, from: "remote", name: "Ada", text: "<b>hello</b>", epochMs: Date.now() });
        showJpeg(display, 0, await twoColourJpeg(RED, BLUE));
        await until(() => told.shown.length === 1, "the first frame drawn");
        display.showLocal(await twoColourJpeg(GREEN, RED));
        let screen = (await xvfb.screenshot()).image;
        await until(async () => {
          screen = (await xvfb.screenshot()).image;
          return count(screen, GREEN) > 3000 && count(screen, RED) > 20_000 && count(screen, BLUE) > 20_000;
        }, "red, blue and green on the screen");
        const greens = [...screen.bitmap.keys()].filter((i) => {
          const [r, g, b] = i % 4 === 0 ? screen.bitmap.subarray(i, i + 3) : [255, 255, 255];
          return g > 200 && r < 60 && b < 60;
        }).map((i) => i / 4 % screen.width);
        const reds = [...Array(screen.width).keys()].filter((x) => {
          const [r, g, b] = screen.bitmap.subarray(4 * (x + screen.width * 200));
          return r > 200 && g < 60 && b < 60;
        });
        assert(
          Math.max(...reds) < Math.min(...greens),
          "the picture's left is red, the mirrored self view's right is green",
        );
        await until(async () => (await xvfb.titles()).includes("vchat \u00b7 Ada \u00b7 In call"), "the title");

        // No window manager gives it the keyboard focus.
        await xvfb.xdotool("search", "--onlyvisible", "--name", "vchat \u00b7 ", "windowfocus", "--sync");
        await xvfb.xdotool(...TO_MESSAGE_BOX);
        await xvfb.xdotool("type", "--delay", "20", "quick q");
        await xvfb.xdotool("key", "Return");
        await until(() => told.texts.length === 1, "the typed line");
        assertEquals([told.texts, told.leaves], [["quick q"], 0]);
        await xvfb.xdotool("key", "Escape", "key", "q");
        await until(() => told.leaves === 1, "the leave");

        await display.close();
        assertEquals(processes(mark), []);
        // The X server hears of the end by itself.
        await until(async () => (await xvfb.titles()).length === 0, "no window");
        assertEquals([told.leaves, told.notices], [1, []]);
      },
    );

    await t.step("a text copied from the page can be pasted", async () => {
      await using window = start(env);
      const { display, opened, told } = window;
      await opened;
      const link = "vchat://192.0.2.7:9699#plaza-needle-studio";
      display.showState({
        ...IN_CALL,
        role: "server",
        phase: "waiting",
        invitation: { addresses: ["192.0.2.7"], link },
      });
      await until(async () => (await xvfb.titles()).includes("vchat \u00b7 Waiting for a caller"), "the title");
      await xvfb.xdotool("search", "--onlyvisible", "--name", "vchat \u00b7 ", "windowfocus", "--sync");
      // The first two controls that the keyboard reaches: the help, and the link's button.
      await xvfb.xdotool("key", "--delay", "200", "Tab", "Tab", "Return");
      // The conversation, which is closed at first.
      await xvfb.xdotool("key", "t");
      await until(async () => {
        await xvfb.xdotool(...TO_MESSAGE_BOX);
        // Without a text to paste, nothing is sent.
        await xvfb.xdotool("key", "--delay", "200", "ctrl+a", "ctrl+v", "Return");
        return told.texts.length > 0;
      }, "the text that was copied");
      assertEquals(told.texts[0], link);
    });

    await t.step("closing the window leaves the call", async () => {
      await using window = start(env);
      const { display, opened, told } = window;
      await opened;
      showJpeg(display, 0, await twoColourJpeg(RED, BLUE));
      await until(() => told.shown.length === 1, "a frame drawn");
      await xvfb.closeWindow("vchat");
      await until(() => told.leaves === 1, "the leave");
      assertEquals(told.notices, []);
    });

    await t.step("a window whose process or page dies is opened again, and the call continues", async () => {
      const { mark, command } = markedWindow();
      await using window = start(env, command);
      const { display, opened, told } = window;
      await opened;
      let n = 0;
      const draws = async (what: string) => {
        const before = told.shown.length;
        showJpeg(display, n++, await twoColourJpeg(RED, BLUE));
        await until(() => told.shown.length > before, what);
      };
      await draws("a frame drawn");
      const [first] = processes(mark);
      Deno.kill(first, "SIGKILL");
      await until(() => told.notices.length === 1, "a word about it");
      await draws("a frame drawn by another window");
      assertMatch(told.notices[0], /native window.* has stopped\. The call continues, and it is opened again/);

      const [second] = processes(mark);
      assert(second !== first);
      // One belongs to the page; another one may wait for the next page.
      const pages = children(second).filter((pid) => /WebKitWebProces/.test(commandName(pid)));
      assert(pages.length > 0);
      for (const pid of pages) kill(pid);
      await until(() => told.notices.length > 1, "another word about it");
      await draws("a frame drawn by a browser");
      assertMatch(told.notices[1], /native window.* has stopped\. The call continues, and another way/);
      assertEquals(told.leaves, 0);
      assertEquals(processes(mark), []);
    });

    await t.step("a window that is still starting is closed as well", async () => {
      const { mark, command } = markedWindow();
      await using window = start(env, command);
      const { display, opened } = window;
      await opened;
      await display.close();
      assertEquals(processes(mark), []);
    });

    await t.step("the window ends with the main process, even if that is killed", async () => {
      const { mark, command } = markedWindow();
      const source = `
        import { openWindow } from "${import.meta.resolve("../../../src/io/window/open_window.ts")}";
        import { showJpeg } from "${import.meta.resolve("../../fake/show_jpeg.ts")}";
        const display = openWindow({
          title: "", os: "linux", env: (name) => Deno.env.get(name), nowMs: () => 0, onNotice() {},
          windowCommand: ${JSON.stringify(command)},
        });
        await display.open({ onShown() { console.log("shown"); }, onDropped() {}, onKeyframeNeeded() {}, onDecodes() {}, onText() {}, onLeave() {}, lines: () => [] });
        showJpeg(display, 0, Uint8Array.from(${JSON.stringify([...await twoColourJpeg(RED, BLUE)])}));
      `;
      const main = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "--allow-all", `data:text/javascript,${encodeURIComponent(source)}`],
        env: { DISPLAY: xvfb.display },
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const output = main.stdout.getReader();
      assertEquals(new TextDecoder().decode((await output.read()).value), "shown\n");
      assert(processes(mark).length > 0);
      main.kill("SIGKILL");
      await main.status;
      await output.cancel();
      await until(() => processes(mark).length === 0, "the window's end");
    });

    await t.step(
      "without a native window a browser's window shows the call, and leaves no files or processes",
      async () => {
        await using window = start(env, ["false"]);
        const { display, opened, told } = window;
        await opened;
        display.showState(IN_CALL);
        showJpeg(display, 0, await twoColourJpeg(RED, BLUE));
        await until(() => told.shown.length === 1, "a frame drawn");
        await until(async () => count((await xvfb.screenshot()).image, RED) > 20_000, "red on the screen");
        assertMatch(told.notices.join(), /^No native window: /);
        // Every user of the machine can read command lines, and the page's address gives access to the call.
        const titles = processes("vchat-browser-").map(commandLine);
        assertEquals(titles.filter((title) => /127\.0\.0\.1:\d+/.test(title)), []);
        const profile = processes("--user-data-dir=")
          .flatMap((pid) => commandLine(pid).match(/--user-data-dir=([^\0]*vchat-browser-[^\0]*)/) ?? [])
          .at(-1)!;
        await display.close();
        assertEquals(await Deno.stat(profile).then(() => "there", () => "gone"), "gone");
      },
    );

    await t.step("a browser's window whose page dies is opened again; closing the window leaves the call", async () => {
      await using window = start(env, ["false"]);
      const { display, opened, told } = window;
      await opened;
      display.showState(IN_CALL);
      showJpeg(display, 0, await twoColourJpeg(RED, BLUE));
      await until(() => told.shown.length === 1, "a frame drawn");
      const noticed = (words: RegExp) => until(() => told.notices.some((notice) => words.test(notice)), `${words}`);
      const ours = children(Deno.pid);
      const renderers = processes("--type=renderer").filter((pid) => ours.includes(pid));
      assert(renderers.length > 0);
      for (const pid of renderers) kill(pid);
      await noticed(/has stopped\. The call continues, and it is opened again/);
      showJpeg(display, 1, await twoColourJpeg(RED, BLUE));
      await until(() => told.shown.length === 2, "a frame drawn by another window");
      assertEquals(told.leaves, 0);
      await until(async () => (await xvfb.titles()).includes("vchat \u00b7 Ada \u00b7 In call"), "the title");
      await xvfb.closeWindow("vchat \u00b7 ");
      await until(() => told.leaves === 1, "the leave");
    });

    await t.step("without any way to open the page, its address is printed", async () => {
      await using window = start({ DISPLAY: xvfb.display, PATH: "" }, ["no-such-command"]);
      const { display, opened, told } = window;
      await opened;
      await until(() => told.notices.length > 0, "a notice");
      assertMatch(told.notices.join(), /^No window and no browser found\. .* http:\/\/127\.0\.0\.1:/);
      await display.close();
    });
  });
}
