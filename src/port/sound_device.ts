import type { CaptureFailure } from "./capture_device.ts";

/** Sound is mono everywhere in vchat, at this rate. */
export const SOUND_RATE_HZ = 48_000;
/** A frame of sound: 10 ms. */
export const SOUND_FRAME_SAMPLES = 480;
export const SOUND_FRAME_MS = 1000 * SOUND_FRAME_SAMPLES / SOUND_RATE_HZ;

/** A frame of a microphone. */
export interface CapturedSound {
  /** `SOUND_FRAME_SAMPLES` of them, -1 to 1. The receiver owns the array. */
  readonly samples: Float32Array;
  /** When its first sample entered the microphone, by the injected clock. */
  readonly captureMs: number;
  /** The system has already taken out the echo of the loudspeaker, as far as it was asked to. */
  readonly isProcessed?: true;
}

/** The state of a microphone or loudspeaker, and what a person can do about it. */
export interface SoundDeviceState {
  /** `starting`: no sound yet. `running`. `failed`: no sound, retried automatically. `off`: on request. */
  readonly state: "starting" | "running" | "failed" | "off";
  /** For `failed`: the cause, for scripts. */
  readonly reason?: SoundDeviceFailure;
  /** For people: what happened, and to which device. */
  readonly message?: string;
  /** For people: what to do next. */
  readonly hint?: string;
}

export type SoundDeviceFailure =
  | CaptureFailure
  /** Neither PulseAudio nor PipeWire runs, or none lets vchat in. */
  | "no_sound_server";

/** A source of sound: microphone, file, test tones. */
export interface Microphone {
  /** Starts to capture. A frame each 10 ms of the device's clock; none while it has failed or is silent by itself. Called once. */
  start(onSound: (sound: CapturedSound) => void, onState: (state: SoundDeviceState) => void): void;
  /** Stops capturing. Settles when all its subprocesses and calls to the system have ended. Nothing is called after it. */
  stop(): Promise<void>;
}

/** What plays sound: a loudspeaker, or a file. */
export interface Speaker {
  /**
   * Starts to play. `pull` is called for each 10 ms of the device's clock, as late as the device allows, and returns the
   * `SOUND_FRAME_SAMPLES` that are heard from `playMs` on, by the injected clock. What is beyond -1 to 1 is clipped.
   * `pull` must not throw. Called once.
   */
  start(pull: (playMs: number) => Float32Array, onState: (state: SoundDeviceState) => void): void;
  /** Stops playing. Settles as that of {@linkcode Microphone} does. */
  stop(): Promise<void>;
}

/** A microphone or loudspeaker that a person can choose. */
export interface SoundDeviceChoice {
  readonly kind: "microphone" | "speaker";
  /** What `--microphone` or `--speaker` takes, from 0 for each kind. */
  readonly index: number;
  /** The system's own name for it, unique. */
  readonly id: string;
  /** What people call it. Not yet safe to show. */
  readonly name: string;
}
