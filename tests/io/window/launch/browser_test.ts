import { assert, assertEquals } from "@std/assert";
import {
  appBrowserArgs,
  appBrowserPaths,
  defaultBrowserCommand,
  fileUrl,
  redirectPage,
} from "../../../../src/io/window/launch/browser.ts";

const env = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("the better browser is tried first, whatever its place in PATH", () => {
  const paths = appBrowserPaths("linux", env({ PATH: "/usr/local/bin::/usr/bin" }));
  assertEquals(paths.slice(0, 2), ["/usr/local/bin/chromium", "/usr/bin/chromium"]);
  assert(paths.indexOf("/usr/bin/google-chrome") < paths.indexOf("/usr/local/bin/microsoft-edge"));
  assertEquals(appBrowserPaths("linux", env({})), []);
});

Deno.test("on macOS and Windows browsers are found where they are installed", () => {
  assertEquals(
    appBrowserPaths("darwin", env({ HOME: "/Users/ada" }))[1],
    "/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  );
  const windows = appBrowserPaths("windows", env({ "ProgramFiles": "C:\\Program Files", PATH: "C:\\bin;D:\\bin" }));
  assertEquals(windows[0], "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");
  assert(windows.includes("D:\\bin/msedge.exe"));
});

Deno.test("the sandbox is turned off only if Chromium cannot start with it", () => {
  const window = { url: "http://127.0.0.1:1/t/", profile: "/tmp/p", width: 10, height: 20 };
  assertEquals(appBrowserArgs({ ...window, root: false }).includes("--no-sandbox"), false);
  assertEquals(appBrowserArgs({ ...window, root: true }).includes("--no-sandbox"), true);
  const placed = (x?: number, y?: number) =>
    appBrowserArgs({ ...window, x, y, root: false }).filter((argument) => argument.startsWith("--window-"));
  assertEquals(placed(), [`--window-size=${window.width},${window.height}`]);
  assertEquals(placed(-1280, 25)[1], "--window-position=-1280,25");
  assertEquals(appBrowserArgs({ ...window, root: false })[0], "--app=http://127.0.0.1:1/t/");
});

Deno.test("the start file leads to the page's address, and has a URL on every system", () => {
  assert(redirectPage("http://127.0.0.1:1/t-_0/").includes('content="0;url=http://127.0.0.1:1/t-_0/"'));
  assertEquals(fileUrl("/tmp/a b/call.html"), "file:///tmp/a%20b/call.html");
  assertEquals(fileUrl("/tmp/100%/#1?/a\\b/call.html"), "file:///tmp/100%25/%231%3F/a%5Cb/call.html");
  assertEquals(fileUrl("C:\\A&B ^%PATH%/call.html"), "file:///C:/A%26B%20%5E%25PATH%25/call.html");
  assertEquals(fileUrl("C:\\Users\\Zoë\\Temp/call.html"), "file:///C:/Users/Zo%C3%AB/Temp/call.html");
});

Deno.test("each system has its command for the default browser", () => {
  assertEquals(defaultBrowserCommand("linux", "u"), ["xdg-open", "u"]);
  assertEquals(defaultBrowserCommand("darwin", "u"), ["open", "u"]);
  assertEquals(defaultBrowserCommand("windows", "u"), ["cmd", "/c", "start", "", "u"]);
});
