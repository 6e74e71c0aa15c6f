import type { Clock } from "../../../port/clock.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../../../port/sound_device.ts";
import { pulseDeviceId } from "./pulse_choices.ts";
import { PulseConnection } from "./pulse_connection.ts";
import { pulseDevices } from "./pulse_devices.ts";
import { PulseError } from "./pulse_error.ts";
import { pulseFailure } from "./pulse_failure.ts";
import type { PulseLoop } from "./pulse_loop.ts";
import { PulseStream } from "./pulse_stream.ts";

/** Which device of PulseAudio. */
export interface PulseOptions {
  /** A NAME or INDEX of `vchat devices`; without it, the usual one. */
  readonly wanted?: string;
  /** As PULSE_SERVER has it; without it, the one that every program finds. */
  readonly server?: string;
  /** To be shared by all devices of a thread. */
  readonly loop?: PulseLoop;
}

const NO_LIBPULSE: SoundDeviceState = {
  state: "failed",
  reason: "no_sound_server",
  message: "sound cannot be used: libpulse.so.0 is not installed",
  hint:
    "sudo apt install libpulse0 (Debian, Ubuntu), sudo dnf install pulseaudio-libs (Fedora), sudo pacman -S libpulse (Arch)",
};

const WORDS = { microphone: "microphone", speaker: "loudspeaker" } as const;

/**
 * Connects, looks the device up, runs `use` with a stream that is not connected yet, and closes everything. Resolves to why it
 * ended; `undefined` after `signal`. Rejects with a NoSuchSource if there is no such device.
 */
export async function usePulse(
  kind: SoundDeviceChoice["kind"],
  { wanted, server, loop }: PulseOptions,
  clock: Clock,
  signal: AbortSignal,
  use: (
    stream: PulseStream,
    device: string | undefined,
    connection: PulseConnection,
  ) => Promise<SoundDeviceState | undefined>,
): Promise<SoundDeviceState | undefined> {
  const isEnded = () => signal.aborted;
  const connection = await PulseConnection.create(clock, loop);
  if (!connection) return NO_LIBPULSE;
  let stream: PulseStream | undefined;
  try {
    if (!await connection.connect(server, isEnded)) return undefined;
    const devices = await pulseDevices(connection, isEnded);
    if (isEnded()) return undefined;
    stream = new PulseStream(connection, "vchat");
    return await use(stream, pulseDeviceId(kind, wanted, devices), connection);
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    return pulseFailure(error.code, named(kind, wanted));
  } finally {
    stream?.close();
    connection.close();
  }
}

/** The state of a device that neither gives nor takes sound, without an error from the server. */
export function stalledDevice(kind: SoundDeviceChoice["kind"], { wanted }: PulseOptions): SoundDeviceState {
  return {
    state: "failed",
    reason: "stopped",
    message: `${named(kind, wanted)} ${kind === "microphone" ? "gives no sound" : "takes no sound"}`,
    hint: "pavucontrol shows whether it is suspended, or in use by another program",
  };
}

function named(kind: SoundDeviceChoice["kind"], wanted: string | undefined): string {
  return wanted === undefined ? `the ${WORDS[kind]}` : `the ${WORDS[kind]} ${wanted}`;
}
