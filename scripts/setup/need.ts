import type { Machine } from "./machine.ts";

/** What the machine is set up for. */
export type Purpose = "demo" | "test";

/** Something from the operating system that vchat or its tests use. */
export interface Need {
  readonly name: string;
  /** Completes "for ...". */
  readonly use: string;
  /** The name of the package for each package manager. */
  readonly packages: Readonly<Partial<Record<PackageTool, string>>>;
  isMet(machine: Machine): boolean;
}

/** Package managers, each with the command that a person types. */
const PACKAGE_TOOLS = {
  "apt-get": "sudo apt-get install",
  dnf: "sudo dnf install",
  pacman: "sudo pacman -S",
  zypper: "sudo zypper install",
  brew: "brew install",
  winget: "winget install",
} as const;

export type PackageTool = keyof typeof PACKAGE_TOOLS;

const FFMPEG: Need = {
  name: "ffmpeg",
  use: "cameras, the screen and files as a picture source",
  packages: {
    "apt-get": "ffmpeg",
    dnf: "ffmpeg-free",
    pacman: "ffmpeg",
    zypper: "ffmpeg",
    brew: "ffmpeg",
    winget: "Gyan.FFmpeg",
  },
  isMet: (machine) => machine.hasProgram("ffmpeg"),
};

const WEBKITGTK: Need = {
  name: "WebKitGTK 6.0",
  use: "vchat's own window",
  packages: {
    "apt-get": "libwebkitgtk-6.0-4",
    dnf: "webkitgtk6.0",
    pacman: "webkitgtk-6.0",
    zypper: "libwebkitgtk-6_0-4",
  },
  isMet: (machine) =>
    machine.hasFile(
      ...["x86_64-linux-gnu", "aarch64-linux-gnu", ""].flatMap((folder) =>
        ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map((root) => `${root}/${folder}/libwebkitgtk-6.0.so.4`)
      ),
    ),
};

/** A program with the name of its Debian package, and other names elsewhere. */
function program(
  names: string[],
  use: string,
  apt: string,
  elsewhere: { dnf?: string; pacman?: string; zypper?: string } = {},
): Need {
  return {
    name: names[0],
    use,
    packages: { "apt-get": apt, dnf: apt, pacman: apt, zypper: apt, ...elsewhere },
    isMet: (machine) => machine.hasProgram(...names),
  };
}

/** A file with the name of its Debian package, and other names elsewhere. `patterns` as in {@linkcode Machine.hasFile}. */
function file(
  name: string,
  use: string,
  patterns: string[],
  apt: string,
  elsewhere: { dnf?: string; pacman?: string; zypper?: string },
): Need {
  return {
    name,
    use,
    packages: { "apt-get": apt, ...elsewhere },
    isMet: (machine) => machine.hasFile(...patterns),
  };
}

const LINUX_TEST_NEEDS: readonly Need[] = [
  program(["Xvfb"], "tests of the window", "xvfb", {
    dnf: "xorg-x11-server-Xvfb",
    pacman: "xorg-server-xvfb",
    zypper: "xorg-x11-server-Xvfb",
  }),
  WEBKITGTK,
  program(
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "tests of the page",
    "chromium",
  ),
  program(["import"], "tests that look at screenshots", "imagemagick", { dnf: "ImageMagick", zypper: "ImageMagick" }),
  program(["xdotool"], "tests that press keys in the window", "xdotool"),
  program(["tmux"], "tests of the terminal", "tmux"),
  program(["pulseaudio"], "tests of microphone and loudspeaker", "pulseaudio"),
  program(["ip"], "tests over a network of their own", "iproute2", { dnf: "iproute" }),
  program(["miniupnpd"], "tests with a real router", "miniupnpd"),
  program(["nft"], "tests with a real router", "nftables"),
  program(["bash"], "tests of its completions", "bash"),
  program(["zsh"], "tests of its completions", "zsh"),
  program(["fish"], "tests of its completions", "fish"),
  file(
    "DejaVu Sans",
    "tests that look at screenshots",
    [
      "/usr/share/fonts/truetype/dejavu/*.ttf",
      "/usr/share/fonts/dejavu-sans-fonts/*.ttf",
      "/usr/share/fonts/TTF/DejaVu*",
    ],
    "fonts-dejavu-core",
    { dnf: "dejavu-sans-fonts", pacman: "ttf-dejavu", zypper: "dejavu-fonts" },
  ),
  file(
    "a Chinese font",
    "tests that look at screenshots",
    ["/usr/share/fonts/truetype/wqy/*.ttc", "/usr/share/fonts/wenquanyi/*", "/usr/share/fonts/opentype/noto/*CJK*"],
    "fonts-wqy-microhei",
    { dnf: "wqy-microhei-fonts", pacman: "wqy-microhei", zypper: "wqy-microhei-fonts" },
  ),
];

const SPEEXDSP = file(
  "libspeexdsp",
  "tests of the echo canceller",
  ["x86_64-linux-gnu", "aarch64-linux-gnu", ""].flatMap((folder) =>
    ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map((root) => `${root}/${folder}/libspeexdsp.so.1`)
  ),
  "libspeexdsp1",
  { dnf: "speexdsp", pacman: "speexdsp", zypper: "libspeexdsp1" },
);

const INTEROP_NEEDS: readonly Need[] = [
  file(
    "OpenCV for Python",
    "tests against the original programs",
    ["/usr/lib/python3/dist-packages/cv2*.so"],
    "python3-opencv",
    {},
  ),
  file(
    "NumPy for Python",
    "tests against the original programs",
    ["/usr/lib/python3/dist-packages/numpy/__init__.py"],
    "python3-numpy",
    {},
  ),
];

/** Everything that `purpose` uses on `machine`. `hasOriginals`: the original programs are there to test against. */
export function needsOf(purpose: Purpose, machine: Machine, hasOriginals: boolean): Need[] {
  if (machine.os !== "linux") return [FFMPEG];
  if (purpose === "demo") return machine.hasDisplay ? [FFMPEG, WEBKITGTK] : [FFMPEG];
  return [FFMPEG, ...LINUX_TEST_NEEDS, SPEEXDSP, ...(hasOriginals ? INTEROP_NEEDS : [])];
}

/** One line for a person who must install something by hand. */
export function howToInstall(need: Need, machine: Machine): string {
  const tools = Object.entries(need.packages) as [PackageTool, string][];
  const found = tools.find(([tool]) => machine.hasProgram(tool));
  const usual = { darwin: "brew", windows: "winget" }[machine.os] as PackageTool | undefined;
  const tool = found?.[0] ?? usual;
  const how = tool !== undefined && need.packages[tool] !== undefined
    ? `${PACKAGE_TOOLS[tool]} ${need.packages[tool]}`
    : "install it with your system's package tool";
  return `missing ${need.name}, for ${need.use}: ${how}`;
}
