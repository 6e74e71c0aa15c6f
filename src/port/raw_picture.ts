import type { CaptureState } from "./capture_device.ts";

/** A picture that is not encoded: I420, which is BT.601 in limited range, rows from the top. */
export interface I420Picture {
  /** In pixels. Both are even. */
  readonly width: number;
  readonly height: number;
  /** Luma, then U, then V, the last two at half the size: `width * height * 3 / 2` bytes. Never changed once it is made. */
  readonly bytes: Uint8Array;
}

/** An I420 picture of a source. */
export interface RawPicture extends I420Picture {
  /** When its last byte left the source, in milliseconds of the capturing end's clock. */
  readonly captureMs: number;
}

/** A source of raw pictures: camera, screen, file, test picture. */
export interface RawCamera {
  /** Starts to capture. Called once. `onBroken`: a picture was broken or incomplete, and is not delivered. */
  start(onPicture: (picture: RawPicture) => void, onState: (state: CaptureState) => void, onBroken?: () => void): void;
  /** Stops capturing. Settles when all its subprocesses have ended. */
  stop(): Promise<void>;
}
