import { openWindow } from "../../src/io/window/open_window.ts";
import { NO_HANDLERS } from "../../tests/fake/no_handlers.ts";
import type { ViewOptions, WindowView } from "./window_view.ts";

const COME_UP_MS = 20_000;
const POLL_MS = 100;

/** The native window, alone on its X display. */
export async function openWebviewView({ handlers, display, framebuffer }: ViewOptions): Promise<WindowView> {
  const env: Record<string, string | undefined> = { DISPLAY: display, PATH: "" };
  const refused = Promise.withResolvers<never>();
  const window = openWindow({
    title: "vchat",
    os: Deno.build.os,
    env: (name) => env[name],
    nowMs: () => performance.now(),
    // If there is no native window, a notice says why before vchat tries anything else.
    onNotice: (text) => refused.reject(new Error(text)),
  });
  await window.open({ ...NO_HANDLERS, ...handlers });
  try {
    const id = await Promise.race([onlyWindow(display), refused.promise]);
    return {
      display: window,
      hide: async () => void await xdotool(display, "windowunmap", "--sync", id),
      show: async () => void await xdotool(display, "windowmap", "--sync", id),
      framebuffer,
      close: () => window.close(),
    };
  } catch (error) {
    await window.close();
    throw error;
  }
}

async function onlyWindow(display: string): Promise<string> {
  for (const startMs = performance.now(); performance.now() - startMs < COME_UP_MS;) {
    const id = (await xdotool(display, "search", "--onlyvisible", "--name", ".")).split("\n").at(-1);
    if (id) return id;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("no window appeared");
}

async function xdotool(display: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("xdotool", { args, env: { DISPLAY: display }, stderr: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}
