import { appBrowserArgs, appBrowserPaths } from "../../src/io/window/launch/browser.ts";
import { PageServer } from "../../src/io/window/serve/page_server.ts";
import { spawn } from "../bench/spawn.ts";
import { DevToolsPage } from "./devtools_page.ts";
import { NO_HANDLERS } from "../../tests/fake/no_handlers.ts";
import type { ViewOptions, WindowView } from "./window_view.ts";

/** The size of the native window. */
const SIZE = { width: 720, height: 480 };
const COME_UP_MS = 20_000;

/** Opens the window that replaces the native one, in a headless Chromium. */
export async function openChromiumView({ handlers, folder }: ViewOptions): Promise<WindowView> {
  const command = chromiumPath();
  if (command === undefined) throw new Error("no Chromium, Chrome, Edge or Brave on this machine");
  const connected = Promise.withResolvers<void>();
  const server = new PageServer({
    ...NO_HANDLERS,
    ...handlers,
    nowMs: () => performance.now(),
    onPage: () => connected.resolve(),
    savePicture: () => Promise.resolve({ problem: "nobody saves a picture here" }),
    saveConversation: () => Promise.resolve({ problem: "nobody saves a conversation here" }),
    openFolder: () => Promise.resolve(undefined),
    onNextStep: () => {},
  });
  const profile = await Deno.makeTempDir({ dir: folder });
  const args = appBrowserArgs({ url: server.url, profile, ...SIZE, root: Deno.uid() === 0 });
  const browser = spawn(command, {
    args: ["--headless=new", "--remote-debugging-port=0", ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  let page: DevToolsPage | undefined;
  const close = async () => {
    await page?.close();
    browser.kill("SIGTERM");
    await browser.status;
    await server.close();
  };
  try {
    page = await DevToolsPage.attach(await devToolsPort(browser));
    await within(COME_UP_MS, connected.promise);
    const send: DevToolsPage["send"] = (method, params) => page!.send(method, params);
    const { windowId } = await send("Browser.getWindowForTarget");
    const setState = async (windowState: "minimized" | "normal") =>
      void await send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
    return {
      display: server,
      hide: () => setState("minimized"),
      show: () => setState("normal"),
      slowDown: async (rate) => void await send("Emulation.setCPUThrottlingRate", { rate }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads the browser's output all the time, so that the browser never blocks on it. */
async function devToolsPort(browser: Deno.ChildProcess): Promise<number> {
  const port = Promise.withResolvers<number>();
  (async () => {
    let said = "";
    for await (const text of browser.stderr.pipeThrough(new TextDecoderStream())) {
      said = (said + text).slice(-1000);
      const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
      if (found !== undefined) port.resolve(Number(found));
    }
    port.reject(new Error(`the browser ended: ${said.trimEnd().split("\n").at(-1)}`));
  })().catch(port.reject);
  return await within(COME_UP_MS, port.promise);
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the browser did not start")), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function chromiumPath(): string | undefined {
  return appBrowserPaths(Deno.build.os, (name) => Deno.env.get(name)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
