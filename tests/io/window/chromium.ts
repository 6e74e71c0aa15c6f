import { type Browser, chromium } from "playwright-core";
import { appBrowserPaths } from "../../../src/io/window/launch/browser.ts";

/** Starts this machine's browser of the Chromium family, without a window. Fails if there is none. `args`: more of its own. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const paths = appBrowserPaths(Deno.build.os, (name) => Deno.env.get(name));
  const executablePath = paths.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
  if (executablePath === undefined) throw new Error("no Chromium, Chrome, Edge or Brave on this machine");
  return await chromium.launch({
    executablePath,
    args: [
      "--disable-quic",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-proxy-server",
      ...(Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--no-sandbox"] : []),
      ...args,
    ],
  });
}
