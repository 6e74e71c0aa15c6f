import type { SoundDeviceFailure, SoundDeviceState } from "../../../port/sound_device.ts";

/** From `pa_error_code_t`: what can go wrong at any time, and what it means. */
const ACCESS = 1, NO_ENTITY = 5, REFUSED = 6, TIMED_OUT = 8, NO_KEY = 9, TERMINATED = 11, KILLED = 12, BAD_SERVER = 13;
const IO = 25, BUSY = 26;

const CAUSES: Readonly<Record<number, { readonly reason: SoundDeviceFailure; readonly happened: string }>> = {
  [ACCESS]: { reason: "no_permission", happened: "may not be used: PulseAudio denies permission" },
  [NO_KEY]: { reason: "no_permission", happened: "may not be used: PulseAudio's cookie is missing or wrong" },
  [NO_ENTITY]: { reason: "not_found", happened: "is not there" },
  [REFUSED]: { reason: "no_sound_server", happened: "cannot be used: neither PulseAudio nor PipeWire runs" },
  [BAD_SERVER]: { reason: "no_sound_server", happened: "cannot be used: PULSE_SERVER names no server" },
  [TIMED_OUT]: { reason: "no_sound_server", happened: "cannot be used: PulseAudio does not answer" },
  [TERMINATED]: { reason: "no_sound_server", happened: "stopped: PulseAudio or PipeWire ended" },
  [KILLED]: { reason: "unplugged", happened: "was unplugged, or its stream was ended" },
  [IO]: { reason: "unplugged", happened: "was unplugged, or stopped working" },
  [BUSY]: { reason: "busy", happened: "is in use by another program" },
};

const HINTS: Readonly<Partial<Record<SoundDeviceFailure, string>>> = {
  no_permission:
    "run vchat as the person who is logged in at this machine; PULSE_SERVER and PULSE_COOKIE name another server and its cookie",
  not_found: "vchat devices lists the microphones and loudspeakers",
  no_sound_server:
    "start one (systemctl --user start pipewire-pulse, or pulseaudio --start); it is then used automatically",
  unplugged: "plug it in again; it is then used automatically",
  busy: "close the other program",
};

/** What an error of PulseAudio means for the device that a person calls `what`. `code` as in `pa_error_code_t`. */
export function pulseFailure(code: number, what: string): SoundDeviceState {
  const { reason, happened } = CAUSES[code] ??
    { reason: "unreadable" as const, happened: `cannot be used (PulseAudio's error ${code})` };
  const hint = HINTS[reason] ?? "pavucontrol shows whether other programs can use it";
  // Microphone and loudspeaker lack the same thing, which is told in the same words: once.
  const message = `${reason === "no_sound_server" ? "sound" : what} ${happened}`;
  return { state: "failed", reason, message, hint };
}
