import type { Clock } from "../../../port/clock.ts";
import { SOUND_FRAME_MS, SOUND_RATE_HZ, type SoundDeviceState } from "../../../port/sound_device.ts";
import { loaderFailure, startFailure } from "../../capture/ffmpeg/start_failure.ts";
import { watchForStall } from "../../capture/ffmpeg/stall_watch.ts";
import { shownCamera } from "../../capture/hide_secrets.ts";
import { FfmpegProcess } from "../../ffmpeg/ffmpeg_process.ts";
import type { CaptureRun } from "../device_microphone.ts";
import { FrameCutter } from "../frame_cutter.ts";
import { FramePace } from "../frame_pace.ts";
import { FrameTimes } from "../frame_times.ts";
import { SampleReader } from "./sample_reader.ts";
import { type FfmpegSound, soundCaptureArgs } from "./sound_capture_args.ts";
import { soundFailure } from "./sound_failure.ts";

export interface FfmpegCaptureOptions {
  readonly source: FfmpegSound;
  /** What the person calls it. */
  readonly name: string;
  readonly os: typeof Deno.build.os;
  /** ffmpeg's path; without it, the one on the PATH. */
  readonly ffmpegPath?: string;
}

/** A microphone or stream that gives nothing for this long hangs, or is used by another program that does not say so. */
const STALL_MS = 10_000;

/**
 * Captures through ffmpeg. A device is taken as it comes. Files, FIFOs and streams are read in real time, however fast
 * they come: ffmpeg waits meanwhile, and so does what writes to a FIFO.
 */
export function ffmpegCapture(options: FfmpegCaptureOptions, clock: Clock): CaptureRun {
  const { source, name, os, ffmpegPath } = options;
  return async (onSound, signal, onRunning) => {
    const cutter = new FrameCutter(), reader = new SampleReader(), times = new FrameTimes();
    const pace = new FramePace(clock, signal);
    let lastMs = -Infinity;
    let isStalled = false;

    const give = (samples: Float32Array, captureMs: number) => {
      onRunning();
      onSound({ samples, captureMs });
    };
    const takeAsItComes = (bytes: Uint8Array) => {
      const nowMs = lastMs = clock.nowMs();
      const samples = reader.push(bytes);
      let captureMs = nowMs - (cutter.waiting + samples.length) * 1000 / SOUND_RATE_HZ;
      for (const frame of cutter.push(samples)) {
        if (!signal.aborted) give(frame, times.next(captureMs));
        captureMs += SOUND_FRAME_MS;
      }
    };
    const takeInTime = async (bytes: Uint8Array) => {
      lastMs = clock.nowMs();
      for (const frame of cutter.push(reader.push(bytes))) {
        const dueMs = await pace.next();
        if (dueMs === undefined) return;
        give(frame, dueMs);
        lastMs = clock.nowMs();
      }
    };

    let process: FfmpegProcess;
    try {
      process = new FfmpegProcess({
        path: ffmpegPath ?? "ffmpeg",
        args: soundCaptureArgs(source, os),
        os,
        onOutput: source.kind === "device" ? takeAsItComes : takeInTime,
      });
    } catch (error) {
      return named(startFailure(error, { os, ffmpegPath, ranBefore: false }));
    }
    const stop = () => void process.stop().catch(() => {}); // what waits for its end gets the error
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const mayStall = source.kind === "device" || source.kind === "url";
    const endWatch = watchForStall(clock, clock.nowMs(), () => mayStall ? STALL_MS : Infinity, () => lastMs, () => {
      isStalled = true;
      stop();
    });
    try {
      await process.ended;
    } finally {
      endWatch();
      signal.removeEventListener("abort", stop);
    }
    return ended();

    /** The same failure. Its message speaks of this source, and not of a camera. */
    function named(failure: SoundDeviceState): SoundDeviceState {
      const isMissing = failure.reason === "no_ffmpeg" && ffmpegPath === undefined;
      return isMissing
        ? { ...failure, message: `${shownCamera(name)} needs ffmpeg, which is not on the PATH` }
        : failure;
    }

    function ended(): SoundDeviceState | undefined {
      if (signal.aborted) return undefined;
      const { said } = process;
      const hadSound = lastMs > -Infinity;
      // Another writer may follow; and Ctrl-C goes to every program of the terminal.
      if (source.kind === "fifo" && hadSound || /Exiting normally, received signal/.test(said) && !isStalled) {
        return { state: "starting" };
      }
      return (hadSound ? undefined : loaderFailure(said, { os, ffmpegPath, ranBefore: true })) ??
        soundFailure({ os, source, name, hadSound, said: isStalled ? "" : said });
    }
  };
}
