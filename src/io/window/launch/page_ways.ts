import { appBrowserArgs, appBrowserPaths, defaultBrowserCommand } from "./browser.ts";
import type { WindowBounds } from "../save/window_bounds.ts";
import { leadingFolders, StartFile } from "./start_file.ts";
import type { WindowOrder } from "../run_window.ts";
import { type WindowCommand, WindowProcess } from "./window_process.ts";

/** How long a way may take until it requests the page. The first start of WebKit takes seconds on a slow machine. */
const NATIVE_PATIENCE_MS = 15_000;
const BROWSER_PATIENCE_MS = 8000;

/** A way to show the page. */
export interface PageWay {
  /** As people call it. */
  readonly name: string;
  /**
   * "window" and "browser" have a process that lives as long as what it shows; "opener" asks a browser that lives by itself.
   * A "window" that a person closes ends with exit code 0; a "browser" may end with another, but its page says goodbye.
   */
  readonly kind: "window" | "browser" | "opener";
  readonly patienceMs: number;
  /** Rejects if it cannot be started. */
  start(): Promise<StartedWay>;
}

export interface StartedWay {
  readonly process: WindowProcess;
  /** Takes away what it needed; to be called when the process has ended, or the page is there. */
  release(): Promise<void>;
}

export interface PageWayOptions {
  readonly title: string;
  /** Size and place of the window, when it is opened. */
  readonly bounds: () => WindowBounds;
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
  readonly onNotice: (text: string) => void;
  readonly windowCommand?: readonly [string, ...string[]];
}

/** Best first. None puts the page's URL into a command line: every user of the machine can read those. */
export async function* pageWays(url: string, options: PageWayOptions): AsyncGenerator<PageWay> {
  const { os, env, onNotice } = options;
  const open = (command: WindowCommand) => new WindowProcess({ env: displayEnv(options), ...command });
  let hasFolder = true;
  const lead = async () => {
    try {
      return await StartFile.create(url, leadingFolders(exists("/snap"), env("HOME")));
    } catch (error) {
      hasFolder = false; // nor would there be one for the next browser
      throw error;
    }
  };
  yield {
    name: "native window",
    kind: "window",
    patienceMs: NATIVE_PATIENCE_MS,
    start: () =>
      Promise.try(() => ({
        process: open({ ...nativeCommand(url, options), ownsTree: true }),
        release: () => Promise.resolve(),
      })),
  };
  const tried = new Set<string>();
  let isSaid = false;
  const root = os !== "windows" && Deno.uid() === 0;
  for (const command of appBrowserPaths(os, env)) {
    // A browser may be in PATH by several names.
    const program = await programAt(command);
    if (!hasFolder || program === undefined || tried.has(program)) continue;
    tried.add(program);
    const name = command.split(/[\\/]/).at(-1)!;
    yield {
      name,
      kind: "browser",
      patienceMs: BROWSER_PATIENCE_MS,
      async start() {
        const file = await lead();
        if (root && !isSaid) {
          isSaid = true;
          onNotice(
            `${name} does not start for root with its sandbox, so it shows the call without: ` +
              "better run vchat as another user.",
          );
        }
        const args = appBrowserArgs({ url: file.url, profile: file.folder, ...options.bounds(), root });
        return await startWith(file, () => open({ command, args, ownsTree: true }));
      },
    };
  }
  if (!hasFolder) return;
  yield {
    name: defaultBrowserCommand(os, "")[0],
    kind: "opener",
    patienceMs: BROWSER_PATIENCE_MS,
    async start() {
      const file = await lead();
      const [command, ...args] = defaultBrowserCommand(os, file.url);
      return await startWith(file, () => open({ command, args }));
    },
  };
}

async function startWith(file: StartFile, start: () => WindowProcess): Promise<StartedWay> {
  try {
    return { process: start(), release: () => file.remove() };
  } catch (error) {
    await file.remove();
    throw error;
  }
}

function nativeCommand(url: string, options: PageWayOptions): WindowCommand {
  const [command, ...args] = options.windowCommand ?? ownCommand();
  const { width, height } = options.bounds();
  const order: WindowOrder = { url, title: options.title, width, height };
  return { command, args, env: { ...displayEnv(options), ...windowEnv(options) }, firstLine: JSON.stringify(order) };
}

/** This executable again, in window mode. From source, a module of its own: it loads faster than the whole program. */
function ownCommand(): [string, ...string[]] {
  if (Deno.build.standalone) return [Deno.execPath(), "window"];
  const permissions = ["--allow-ffi", "--allow-read", "--allow-env", "--allow-write"];
  const entry = import.meta.resolve("../window_main.ts");
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...permissions, entry];
}

/** The variables of `options.env` that say on which display windows are opened. */
function displayEnv({ env }: PageWayOptions): Record<string, string> {
  const names = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"];
  return Object.fromEntries(names.flatMap((name) => env(name) === undefined ? [] : [[name, env(name)!]]));
}

/**
 * Without a graphics card, WebKitGTK and GTK draw faster when they do not go through an emulated one, and do not spend a
 * tenth of a second to find that out.
 */
function windowEnv({ os }: PageWayOptions): Record<string, string> {
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

/** What identifies a program: the file to which its command leads, except for a snap. Undefined if there is none. */
async function programAt(command: string): Promise<string | undefined> {
  try {
    const path = await Deno.realPath(command);
    if (!(await Deno.stat(path)).isFile) return undefined;
    return path.endsWith("/snap") ? command : path;
  } catch {
    return undefined;
  }
}
