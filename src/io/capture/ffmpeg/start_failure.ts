import type { CaptureState } from "../../../port/capture_device.ts";
import { howToGetFfmpeg } from "../../ffmpeg/find_ffmpeg.ts";

export interface FfmpegStart {
  readonly os: typeof Deno.build.os;
  /** What `--ffmpeg` gave. */
  readonly ffmpegPath?: string;
  /** Whether it could be started before: it is there, and what keeps it from starting passes, as an upgrade does. */
  readonly ranBefore: boolean;
}

/** That there is no ffmpeg to be run. */
export function noFfmpeg({ os, ffmpegPath }: Omit<FfmpegStart, "ranBefore">): CaptureState {
  return {
    state: "failed",
    reason: "no_ffmpeg",
    message: ffmpegPath === undefined ? "cameras need ffmpeg, which is not on the PATH" : `${ffmpegPath} cannot be run`,
    hint: ffmpegPath === undefined ? howToGetFfmpeg(os) : "give --ffmpeg the path of the program itself",
  };
}

/** Not there, not to be run by this person, or made for another processor. */
const NO_PROGRAM = /os error (?:2|3|13|8|193)\)/;
/** A loader's words, in the place of ffmpeg's own, while an upgrade replaces its libraries. */
const LOADER = /error while loading shared libraries|^dyld|symbol lookup error/im;

/** What to say when ffmpeg cannot be started. It is tried again. */
export function startFailure(error: unknown, start: FfmpegStart): CaptureState {
  const said = error instanceof Error ? error.message : String(error);
  if (!start.ranBefore && NO_PROGRAM.test(said)) return noFfmpeg(start);
  return notStarted(start, said.replace(/^Failed to spawn '.*?': /, "").replace(/ \(os error \d+\)$/, ""));
}

/** The same for a program that was found, but whose libraries were not. */
export function loaderFailure(said: string, start: FfmpegStart): CaptureState | undefined {
  if (!LOADER.test(said)) return undefined;
  return notStarted(start, said.split(/[\r\n]+/).find((line) => LOADER.test(line))!.replace(/^.*?error while /, ""));
}

function notStarted({ ffmpegPath = "ffmpeg" }: FfmpegStart, why: string): CaptureState {
  const reason = why.replace(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, 160);
  return {
    state: "failed",
    reason: "not_started",
    message: `${ffmpegPath} cannot be started (${reason})`,
    hint: /too many open files/i.test(why)
      ? "it is tried again automatically; close other programs, or allow more open files (ulimit -n)"
      : /resource temporarily unavailable|cannot allocate memory/i.test(why)
      ? "it is tried again automatically; close other programs"
      : "it is tried again automatically",
  };
}
