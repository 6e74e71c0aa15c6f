import type { CameraChoice } from "../../port/capture_device.ts";
import type { ConversationLine, Display, DisplayFigures, DisplayHandlers, DisplayState } from "../../port/display.ts";
import { hasDisplay } from "./has_display.ts";
import { appBrowserArgs, appBrowserPaths, defaultBrowserCommand, fileUrl, leadingPage } from "./browser.ts";
import { keepPreferences, keptPreferences } from "./page_preferences.ts";
import { PageServer } from "./page_server.ts";
import { savePicture } from "./save_picture.ts";
import { type WindowCommand, type WindowEnd, WindowProcess } from "./window_process.ts";
import type { WindowOrder } from "./run_window.ts";

/** A page that was there and is not back after this long was closed (a reload takes a fraction of it). */
const PAGE_GONE_MS = 3000;
/** How long the end of a call stays to be read. */
const LINGER_MS = 4000;
/** What is painted costs by its area; in this one a picture of the usual 400 pixels stands beside the conversation unscaled. */
const SIZE = { width: 720, height: 480 };

export interface WindowOptions {
  /** The title until the page knows better. */
  readonly title: string;
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
  readonly nowMs: () => number;
  /** For people: where the page is to be seen, where that is not plain. */
  readonly onNotice: (text: string) => void;
  /** How this executable is started as a window's process; by default found out. */
  readonly windowCommand?: readonly [string, ...string[]];
}

/** A window that starts coming up at once, beside whatever else the program does before it calls `open`. */
export function openWindow(options: WindowOptions): Display {
  return new WindowDisplay(options);
}

class WindowDisplay implements Display {
  readonly lingerMs = LINGER_MS;
  readonly #server: PageServer;
  readonly #launched: Promise<void>;
  readonly #pageSeen = Promise.withResolvers<void>();
  #process: WindowProcess | undefined;
  #handlers: DisplayHandlers | undefined;
  #goneTimer: ReturnType<typeof setTimeout> | undefined;
  #left = false;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: WindowOptions) {
    this.#server = new PageServer({
      nowMs: options.nowMs,
      onShown: (n) => this.#handlers?.onShown(n),
      onDropped: (n, reason) => this.#handlers?.onDropped(n, reason),
      onText: (text) => this.#handlers?.onText(text),
      onCode: (code) => this.#handlers?.onCode(code),
      onCamera: (on) => this.#handlers?.onCamera(on),
      onListCameras: () => this.#handlers?.onListCameras(),
      onChooseCamera: (id) => this.#handlers?.onChooseCamera(id),
      savePicture: (png) => savePicture(png, new Date(), options),
      preferences: keptPreferences(options),
      onPreferences: (preferences) => keepPreferences(preferences, options),
      onLeave: () => this.#leave(),
      onPage: (present) => this.#pageChanged(present),
    });
    this.#launched = this.#launch(this.#server.url);
  }

  // deno-lint-ignore require-await -- part of the interface; here there is nothing left to wait for
  async open(handlers: DisplayHandlers): Promise<void> {
    this.#handlers = handlers;
    // The person was faster.
    if (this.#left && this.#closed === undefined) handlers.onLeave();
  }

  showRemote(n: number, jpeg: Uint8Array): void {
    this.#server.showRemote(n, jpeg);
  }

  showLocal(jpeg: Uint8Array): void {
    this.#server.showLocal(jpeg);
  }

  showLine(line: ConversationLine): void {
    this.#server.showLine(line);
  }

  showState(state: DisplayState): void {
    this.#server.showState(state);
  }

  showFigures(figures: DisplayFigures): void {
    this.#server.showFigures(figures);
  }

  showCameras(cameras: readonly CameraChoice[]): void {
    this.#server.showCameras(cameras);
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#left = true;
    clearTimeout(this.#goneTimer);
    this.#pageSeen.resolve();
    await Promise.all([this.#server.close(), this.#process?.close()]);
    await this.#launched;
  }

  /** Tries one way after another to show the page, and settles when the window is gone. */
  async #launch(url: string): Promise<void> {
    const { os, env, onNotice } = this.options;
    const here = `The call is shown at ${url} - open it in a browser on this machine (the address is a secret).`;
    if (!hasDisplay(os, env)) return onNotice(`No display here, so no window. ${here}`);

    const native = await this.#try(nativeCommand(url, this.options));
    if (native === "shown" || this.#left) return;
    // A window that was closed before its page was there.
    if (native?.code === 0) return this.#leave();
    if (native !== undefined) onNotice(`No native window: ${lastLine(native.said)}${hint(os, native.said)}`);
    if (await this.#tryAppBrowser(url) === "shown") return;
    const [command, ...args] = defaultBrowserCommand(os, url);
    if (this.#left) return;
    const opened = await this.#try({ command, args, env: displayEnv(this.options) }, false);
    if (!this.#left && opened !== "shown" && opened?.code !== 0) onNotice(`No window and no browser found. ${here}`);
  }

  async #tryAppBrowser(url: string): Promise<"shown" | undefined> {
    const { os, env } = this.options;
    for (const command of appBrowserPaths(os, env)) {
      if (this.#left) return undefined;
      if (!await isFile(command)) continue;
      const profile = await Deno.makeTempDir({ prefix: "vchat-browser-" });
      try {
        const start = `${profile}/call.html`;
        await Deno.writeTextFile(start, leadingPage(url), { createNew: true, mode: 0o600 });
        const args = appBrowserArgs({
          url: fileUrl(start),
          profile,
          ...SIZE,
          root: os !== "windows" && Deno.uid() === 0,
        });
        if (await this.#try({ command, args, env: displayEnv(this.options) }) === "shown") return "shown";
      } finally {
        await removeFolder(profile);
      }
    }
    return undefined;
  }

  /**
   * "shown" after a window that was there is gone; how it ended without one; undefined: it could not be started.
   * `lasting`: the process lives as long as its window, so its end is the person's leaving.
   */
  async #try(command: WindowCommand, lasting = true): Promise<"shown" | WindowEnd | undefined> {
    if (this.#left) return undefined;
    let process: WindowProcess;
    try {
      process = new WindowProcess({ ...command, ownsTree: lasting });
    } catch {
      return undefined;
    }
    this.#process = process;
    const end = await Promise.race([process.ended, this.#pageSeen.promise]);
    if (end !== undefined) return end;
    await process.ended;
    if (lasting) this.#leave();
    return "shown";
  }

  #pageChanged(present: boolean): void {
    clearTimeout(this.#goneTimer);
    if (present) this.#pageSeen.resolve();
    else if (!this.#left) this.#goneTimer = setTimeout(() => this.#leave(), PAGE_GONE_MS);
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#goneTimer);
    this.#handlers?.onLeave();
  }
}

function nativeCommand(url: string, options: WindowOptions): WindowCommand {
  const [command, ...args] = options.windowCommand ?? ownCommand();
  const order: WindowOrder = { url, title: options.title, ...SIZE };
  return { command, args, env: { ...displayEnv(options), ...windowEnv(options) }, firstLine: JSON.stringify(order) };
}

/** This executable again, in window mode. From source, a module of its own: it loads faster than the whole program. */
function ownCommand(): [string, ...string[]] {
  if (Deno.build.standalone) return [Deno.execPath(), "window"];
  const permissions = ["--allow-ffi", "--allow-read", "--allow-env", "--allow-write"];
  const entry = import.meta.resolve("./window_main.ts");
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...permissions, entry];
}

/** Where windows go on this machine, as `options.env` has it. */
function displayEnv({ env }: WindowOptions): Record<string, string> {
  const names = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"];
  return Object.fromEntries(names.flatMap((name) => env(name) === undefined ? [] : [[name, env(name)!]]));
}

/**
 * Without a graphics card, WebKitGTK and GTK draw faster when they do not go through an emulated one, and do not spend a
 * tenth of a second to find that out.
 */
function windowEnv({ os }: WindowOptions): Record<string, string> {
  if (os !== "linux" || exists("/dev/dri")) return {};
  return {
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    // glibc gives a buffer of the size of a picture back to the system each time, and clears a new one for the next.
    MALLOC_MMAP_THRESHOLD_: "67108864",
    MALLOC_TRIM_THRESHOLD_: "134217728",
    GSK_RENDERER: "cairo",
    // GTK before and after 4.16.
    GDK_DEBUG: "gl-disable",
    GDK_DISABLE: "gl,vulkan",
  };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}

/** A browser's subprocesses write for a moment after it has ended. */
async function removeFolder(path: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function lastLine(said: string): string {
  return said.trimEnd().split("\n").at(-1) || "it ended without a word";
}

function hint(os: string, said: string): string {
  return os === "linux" && said.includes("webkitgtk") ? " (on Debian and Ubuntu: apt install libwebkitgtk-6.0-4)" : "";
}
