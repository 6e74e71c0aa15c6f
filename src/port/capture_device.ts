import type { Encoder } from "./encoder.ts";
import type { EncodedFrame } from "./encoded_frame.ts";

/** What a capture device is doing, and what a person can do about it. */
export interface CaptureState {
  /** `starting`: not yet a picture. `running`. `failed`: no picture, tried again by itself. `off`: asked for. */
  readonly state: "starting" | "running" | "failed" | "off";
  /** For `failed`: the cause, fit for scripts. */
  readonly reason?: CaptureFailure;
  /** For people: what happened, and to which camera. */
  readonly message?: string;
  /** For people: what to do next. */
  readonly hint?: string;
}

export type CaptureFailure =
  | "not_found"
  | "busy"
  | "no_permission"
  | "unplugged"
  | "no_ffmpeg"
  /** ffmpeg is there, and cannot be started now. */
  | "not_started"
  | "unreadable"
  | "stopped";

/** A frame that does not know its track yet. */
export type CapturedFrame = Omit<EncodedFrame, "track">;

/** A source of pictures: camera, screen, file, test picture. */
export interface CaptureDevice {
  /**
   * Starts capturing; every picture is a whole frame with `captureMs` by the injected clock. Called once. `onBroken` is
   * called for each picture that came broken, cut short or too large, and so is not delivered.
   */
  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken?: () => void,
  ): void;
  /** Ends it; settles when nothing of it (subprocess, worker) is left. */
  stop(): Promise<void>;
}

/** A capture device whose pictures are encoded already: each is a JPEG. It is its own encoder. */
export type JpegCamera = CaptureDevice & Encoder;

/** A camera that can be chosen. */
export interface CameraChoice {
  /** What `--camera` takes. */
  readonly id: string;
  /** What its maker calls it. Not yet made safe to show. */
  readonly name: string;
}
