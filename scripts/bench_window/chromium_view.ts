import { chromium } from "playwright-core";
import { appBrowserPaths } from "../../src/io/window/browser.ts";
import { PageServer } from "../../src/io/window/page_server.ts";
import { NOBODY, type ViewOptions, type WindowView } from "./window_view.ts";

const SIZE = { width: 720, height: 480 };
const COME_UP_MS = 20_000;

/** The page in headless Chromium, of the size of the native window. */
export async function openChromiumView({ handlers }: ViewOptions): Promise<WindowView> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error("no Chromium, Chrome, Edge or Brave on this machine");
  const connected = Promise.withResolvers<void>();
  const server = new PageServer({
    ...NOBODY,
    ...handlers,
    nowMs: () => performance.now(),
    onPage: () => connected.resolve(),
    savePicture: () => Promise.resolve({ problem: "nobody saves a picture here" }),
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-proxy-server", "--disable-quic", ...(Deno.uid() === 0 ? ["--no-sandbox"] : [])],
  });
  try {
    const context = await browser.newContext({ viewport: SIZE });
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await page.goto(server.url, { timeout: COME_UP_MS });
    await connected.promise;
    const { windowId } = await devTools.send("Browser.getWindowForTarget");
    const setState = async (windowState: "minimized" | "normal") =>
      void await devTools.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
    return {
      display: server,
      hide: () => setState("minimized"),
      show: () => setState("normal"),
      slowDown: async (rate) => void await devTools.send("Emulation.setCPUThrottlingRate", { rate }),
      async close() {
        await browser.close();
        await server.close();
      },
    };
  } catch (error) {
    await browser.close();
    await server.close();
    throw error;
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
