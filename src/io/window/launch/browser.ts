/** Chromium's family by command name, in the order of preference; all know `--app`. */
const COMMANDS = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "brave-browser",
  "brave",
  "msedge",
  "chrome",
];

const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"];

const WINDOWS_PROGRAMS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
];

type Os = typeof Deno.build.os;
type Env = (name: string) => string | undefined;

/** Where a browser that has an app mode could be on this machine, best first. */
export function appBrowserPaths(os: Os, env: Env): string[] {
  const inPath = (names: string[]) =>
    (env("PATH") ?? "").split(os === "windows" ? ";" : ":").filter((folder) => folder !== "")
      .flatMap((folder) => names.map((name) => ({ rank: names.indexOf(name), path: `${folder}/${name}` })))
      .toSorted((a, b) => a.rank - b.rank).map(({ path }) => path);
  if (os === "darwin") {
    return MAC_APPS.flatMap((app) =>
      ["/Applications", `${env("HOME") ?? ""}/Applications`].map((folder) =>
        `${folder}/${app}.app/Contents/MacOS/${app}`
      )
    );
  }
  if (os === "windows") {
    const roots = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map(env).filter((root) => root !== undefined);
    return [
      ...WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => `${root}\\${program}`)),
      ...inPath(COMMANDS.map((name) => `${name}.exe`)),
    ];
  }
  return inPath(COMMANDS);
}

export interface AppWindow {
  /** Will be in the command line: no secret. */
  readonly url: string;
  /** A folder of its own, so that the process is a new one whose end is the window's end. */
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  /** Where its upper left corner is to be; the browser decides if absent, or if nobody would see it there. */
  readonly x?: number;
  readonly y?: number;
  /** Chromium refuses to start as root with its sandbox. */
  readonly root: boolean;
}

/** A window of its own without tabs or address bar, and without anything a browser does by itself on the network. */
export function appBrowserArgs({ url, profile, width, height, x, y, root }: AppWindow): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    `--window-size=${width},${height}`,
    ...(x === undefined || y === undefined ? [] : [`--window-position=${x},${y}`]),
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-proxy-server",
    ...(root ? ["--no-sandbox", "--test-type"] : []),
  ];
}

/** A page that leads to `url`, for a file that this user alone can read: every user can read a command line. */
export function redirectPage(url: string): string {
  return `<!doctype html><meta charset="utf-8"><title>vchat</title><meta http-equiv="refresh" content="0;url=${url}">\n`;
}

/** The `file:` URL of an absolute path of this system: nothing in it means something to a shell, or to a URL. */
export function fileUrl(path: string): string {
  const [, drive, below] = /^([A-Za-z]:)[\\/](.*)$/.exec(path) ?? [];
  const segments = drive === undefined ? path.slice(1).split("/") : below.split(/[\\/]/);
  return ["file://", ...drive === undefined ? [] : [drive], ...segments.map(encodeURIComponent)].join("/");
}

/** The command that opens a URL in the browser that this person uses. It will be in the command line: no secret. */
export function defaultBrowserCommand(os: Os, url: string): [string, ...string[]] {
  if (os === "darwin") return ["open", url];
  // `start` is a word of cmd; its first quoted argument is a title.
  if (os === "windows") return ["cmd", "/c", "start", "", url];
  return ["xdg-open", url];
}
