import { type Finding, ok, warn } from "./check.ts";

export interface WindowProbe {
  readonly os: typeof Deno.build.os;
  /** Loads and releases the native window's library, without opening a window. Throws with the system's message. */
  loadLibrary(): void;
  /** The screen named by the environment; `undefined` if it names none. */
  displayName(): string | undefined;
  /** Whether a display server answers there. */
  displayAnswers(): Promise<boolean>;
  /** A browser that can show a page in its own window. */
  findBrowser(): Promise<string | undefined>;
}

/** Can a window be shown? Without one, a call works in the terminal. */
export async function checkWindow(probe: WindowProbe): Promise<Finding[]> {
  if (probe.os === "linux") {
    const name = probe.displayName();
    if (name === undefined) {
      return [warn(
        "window",
        "no screen here (neither WAYLAND_DISPLAY nor DISPLAY is set)",
        "calls show their pictures at an address that vchat prints, or with --ascii in the terminal",
      )];
    }
    if (!await probe.displayAnswers()) {
      return [warn("window", `the screen ${name} does not answer`, "is the display server running, and is it yours?")];
    }
  }
  let problem: string;
  try {
    probe.loadLibrary();
    return [ok("window", "the native window's library loads")];
  } catch (error) {
    problem = (error as Error).message;
  }
  const hint = libraryHint(probe.os, problem);
  const browser = await probe.findBrowser();
  if (browser !== undefined) {
    return [warn("window", `no native window (${problem}); ${browser} shows it instead`, ...hint)];
  }
  return [warn(
    "window",
    `no native window: ${problem}`,
    ...hint,
    "until then vchat opens the default browser, or prints the page's address",
  )];
}

function libraryHint(os: typeof Deno.build.os, problem: string): string[] {
  if (os === "linux" && /webkitgtk|gtk-4/i.test(problem)) {
    return ["Debian, Ubuntu: sudo apt install libwebkitgtk-6.0-4; Fedora: sudo dnf install webkitgtk6.0"];
  }
  if (os === "windows") {
    return ["install the WebView2 runtime: https://developer.microsoft.com/microsoft-edge/webview2"];
  }
  return [];
}
