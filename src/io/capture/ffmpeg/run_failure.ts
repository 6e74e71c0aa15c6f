import type { CaptureState } from "../../../port/capture_device.ts";
import type { CaptureSource } from "../devices/capture_source.ts";
import { ffmpegFailure } from "./ffmpeg_failure.ts";
import { stallLimitMs } from "./stall_watch.ts";
import { type FfmpegStart, loaderFailure } from "./start_failure.ts";

/** A run of ffmpeg that is over. */
export interface EndedRun {
  readonly os: typeof Deno.build.os;
  readonly source: CaptureSource;
  /** The source as the person named it. */
  readonly name: string;
  readonly hadPicture: boolean;
  /** Whether it was ended because no picture came for too long. */
  readonly isStalled: boolean;
  /** What ffmpeg printed on standard error. */
  readonly said: string;
}

/** Why the run failed. */
export function runFailure(run: EndedRun, start: FfmpegStart): CaptureState {
  if (run.isStalled) return { state: "failed", ...ffmpegFailure({ ...run, said: stallWords(run) }) };
  // Ctrl-C goes to every program in the terminal. ffmpeg may receive it first; vchat will soon end as well.
  if (wasInterrupted(run)) return { state: "starting" };
  const loader = run.hadPicture ? undefined : loaderFailure(run.said, start);
  return loader ?? { state: "failed", ...ffmpegFailure(run) };
}

/** Whether the run ended because the writer of a FIFO closed it. This is no failure: another writer may follow. */
export function lostWriter(run: EndedRun): boolean {
  const { kind } = run.source;
  return (kind === "fifo" || kind === "multipart") && run.hadPicture && !run.isStalled && !wasInterrupted(run);
}

function wasInterrupted({ said }: EndedRun): boolean {
  return /Exiting normally, received signal/.test(said);
}

/** What ffmpeg would print if it reported the stall. */
function stallWords({ source, os, hadPicture }: EndedRun): string {
  if (hadPicture) return "";
  if (source.kind === "url") return "connection timed out";
  // macOS lets a program that may not use the camera wait forever.
  if (os === "darwin" && source.kind !== "file") return "not authorized";
  return `no picture for ${stallLimitMs(source, false) / 1000} s`;
}

/** Whether a process was ended by a signal: the exit code is that of a shell, of Deno, or of ffmpeg, which catches signals. */
export function isKilled(code: number): boolean {
  return (code > 128 && code < 160) || code === 255;
}
