import type { Encoder } from "./encoder.ts";
import type { Codec, EncodedFrame } from "./encoded_frame.ts";
import type { RawPicture } from "./raw_picture.ts";

/** The state of a capture device, and what a person can do about it. */
export interface CaptureState {
  /** `starting`: no picture yet. `running`. `failed`: no picture, retried automatically. `off`: on request. */
  readonly state: "starting" | "running" | "failed" | "off";
  /** For `failed`: the cause, for scripts. */
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
  /** ffmpeg is there but cannot be started now. */
  | "not_started"
  | "unreadable"
  | "stopped";

/** A frame that is not yet assigned to a track. */
export interface CapturedFrame extends Omit<EncodedFrame, "track"> {
  /** `jpeg`, if absent. */
  readonly codec?: Codec;
}

/** What a device with a separate encoder tells besides. */
export interface RawHandlers {
  /** A picture as it was captured, for the self view. */
  onPicture?(picture: RawPicture): void;
  /** A picture was not encoded, because a newer one came first. */
  onSkipped?(): void;
}

/** A source of pictures: camera, screen, file, test picture. */
export interface CaptureDevice {
  /**
   * Starts to capture. Every picture is a complete frame, with `captureMs` from the injected clock. Called once.
   * `onBroken` is called for each picture that is broken, incomplete or too large, and therefore not delivered.
   */
  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken?: () => void,
    more?: RawHandlers,
  ): void;
  /** Stops capturing. Settles when all its subprocesses and workers have ended. */
  stop(): Promise<void>;
}

/** A capture device and the encoder of its pictures. */
export type Camera = CaptureDevice & Encoder & {
  /** What it shows; a camera, if it does not say. */
  readonly kind?: "camera" | "screen";
};

/** A camera that a person can choose. */
export interface CameraChoice {
  /** The value for `--camera`. */
  readonly id: string;
  /** The maker's name for it. Not yet safe to show. */
  readonly name: string;
}
