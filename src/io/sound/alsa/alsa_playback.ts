import type { Clock } from "../../../port/clock.ts";
import { SOUND_RATE_HZ, type SoundDeviceState } from "../../../port/sound_device.ts";
import { failureReason } from "../../capture/ffmpeg/failure_reason.ts";
import { ChildProcess } from "../../process/child_process.ts";
import type { PlayRun } from "../device_speaker.ts";
import { pacedPlayback } from "../paced_playback.ts";
import { sampleBytes } from "../sample_bytes.ts";

export interface AlsaPlaybackOptions {
  /** ALSA's name for the device: "default", "plughw:0,0". */
  readonly address: string;
  /** What the person calls it. */
  readonly name: string;
  /** The path of aplay; without it, the one on the PATH. */
  readonly aplayPath?: string;
}

/** What aplay and the device hold, in milliseconds. */
const BUFFER_MS = 60, PERIOD_MS = 10;
/** How much of what aplay says is kept, in characters. */
const SAID_LENGTH = 2_000;

/**
 * Plays through ALSA's aplay, where there is neither PulseAudio nor PipeWire. It takes frames by the machine's clock: a device whose
 * clock is slower plays later and later, by 6 ms a minute at 100 ppm, until the pipe holds 0.7 s.
 */
export function alsaPlayback({ address, name, aplayPath = "aplay" }: AlsaPlaybackOptions, clock: Clock): PlayRun {
  return async (pull, signal, onRunning) => {
    const over = new AbortController();
    const end = () => over.abort();
    let said = "";
    let child: ChildProcess;
    try {
      child = new ChildProcess({
        path: aplayPath,
        args: aplayArgs(address),
        env: { LC_ALL: "C" },
        guarded: true,
        input: async (output) => {
          await pacedPlayback((samples) => output.write(sampleBytes(samples)), clock)(
            (playMs) => pull(playMs + BUFFER_MS),
            over.signal,
            onRunning,
          );
        },
        onSaid: (text) => said = (said + text).slice(-SAID_LENGTH),
      });
    } catch {
      return noAplay(aplayPath);
    }
    const stop = () => {
      end();
      child.stop().catch(() => {}); // what waits for its end gets the error
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    try {
      await child.ended;
    } finally {
      end();
      signal.removeEventListener("abort", stop);
    }
    return signal.aborted ? undefined : alsaFailure(name, said);
  };
}

/** Raw mono samples of 16 bits on its standard input. */
export function aplayArgs(address: string): string[] {
  return [
    ...["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", String(SOUND_RATE_HZ)],
    ...[`--buffer-time=${BUFFER_MS * 1000}`, `--period-time=${PERIOD_MS * 1000}`, "-D", address],
  ];
}

function noAplay(path: string): SoundDeviceState {
  return {
    state: "failed",
    reason: "not_started",
    message: `the loudspeaker cannot be used: there is neither PulseAudio nor PipeWire, and no ${path} for ALSA`,
    hint: "install pipewire-pulse or pulseaudio, or ALSA's programs: sudo apt install alsa-utils",
  };
}

/** What aplay's words mean. */
export function alsaFailure(name: string, said: string): SoundDeviceState {
  const failed = { state: "failed" } as const;
  const what = `loudspeaker ${name}`;
  switch (failureReason(said)) {
    case "busy":
      return {
        ...failed,
        reason: "busy",
        message: `${what} is in use by another program`,
        hint: "close the other program",
      };
    case "no_permission":
      return {
        ...failed,
        reason: "no_permission",
        message: `${what} may not be used: permission is denied`,
        hint: 'sudo usermod -aG audio "$USER", then log in again',
      };
    case "not_found":
      return {
        ...failed,
        reason: "not_found",
        message: `${what} is not there`,
        hint: "vchat devices lists the loudspeakers",
      };
    default:
      return {
        ...failed,
        reason: "unplugged",
        message: `${what} was unplugged, or stopped working`,
        hint: "plug it in again; it is then used automatically",
      };
  }
}
