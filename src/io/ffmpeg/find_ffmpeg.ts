import { runTool } from "../process/run_tool.ts";

/** An ffmpeg that runs. */
export interface FoundFfmpeg {
  /** How to call it: the value of `--ffmpeg`, or a name on the PATH. */
  readonly path: string;
  /** The version that it prints: "5.1.9-0+deb12u1", "n7.1", "2024-10-02-git-...". */
  readonly version: string;
}

/** Looks for the ffmpeg that a call would use: the one of `--ffmpeg`, or the one on the PATH. */
export async function findFfmpeg(ffmpegPath?: string): Promise<FoundFfmpeg | undefined> {
  const path = ffmpegPath ?? "ffmpeg";
  const printed = await runTool(path, ["-hide_banner", "-version"]);
  const version = /^ffmpeg version (\S+)/.exec(printed?.stdout ?? "")?.[1];
  return version === undefined ? undefined : { path, version };
}

/** For people: how to get ffmpeg on this system. */
export function howToGetFfmpeg(os: typeof Deno.build.os): string {
  switch (os) {
    case "darwin":
      return "brew install ffmpeg (https://brew.sh)";
    case "windows":
      return "winget install ffmpeg, then open a new terminal";
    default:
      return "sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg-free (Fedora), sudo pacman -S ffmpeg (Arch)";
  }
}
