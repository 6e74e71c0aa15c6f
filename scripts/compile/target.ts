/** A kind of machine that binaries are built for. */
export interface Target {
  readonly name: TargetName;
  /** As in `deno compile --target` and `Deno.build.target`. */
  readonly triple: string;
  /** The ending of a program's file name. */
  readonly ending: "" | ".exe";
  /** The only native library of webview-bun that this target can load. */
  readonly webviewLibrary: string;
  /** The only native library of imagescript that this target can load. */
  readonly imageLibrary: string;
}

export type TargetName = "linux-x64" | "linux-arm64" | "macos-x64" | "macos-arm64" | "windows-x64";

export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    ending: "",
    webviewLibrary: "libwebview-x64.so",
    imageLibrary: "x64-linux.node",
  },
  {
    name: "linux-arm64",
    triple: "aarch64-unknown-linux-gnu",
    ending: "",
    webviewLibrary: "libwebview-arm64.so",
    imageLibrary: "arm64-linux.node",
  },
  {
    name: "macos-x64",
    triple: "x86_64-apple-darwin",
    ending: "",
    webviewLibrary: "libwebview.dylib",
    imageLibrary: "x64-darwin.node",
  },
  {
    name: "macos-arm64",
    triple: "aarch64-apple-darwin",
    ending: "",
    webviewLibrary: "libwebview.dylib",
    imageLibrary: "arm64-darwin.node",
  },
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    ending: ".exe",
    webviewLibrary: "libwebview.dll",
    imageLibrary: "x64-win32.node",
  },
];

/** The native libraries of the two packages that `target` cannot load, by file name. */
export function foreignLibraries(target: Target): { webview: string[]; image: string[] } {
  const others = (own: string, all: string[]) => [...new Set(all)].filter((name) => name !== own);
  return {
    webview: others(target.webviewLibrary, TARGETS.map(({ webviewLibrary }) => webviewLibrary)),
    image: others(target.imageLibrary, TARGETS.map(({ imageLibrary }) => imageLibrary)),
  };
}
