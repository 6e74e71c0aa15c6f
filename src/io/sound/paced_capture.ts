import type { Clock } from "../../port/clock.ts";
import type { CaptureRun } from "./device_microphone.ts";
import { FramePace } from "./frame_pace.ts";

/** A microphone of frames that are made: `makeFrame` returns the one that begins `n` times 10 ms after the first. */
export function pacedCapture(makeFrame: (n: number) => Float32Array, clock: Clock): CaptureRun {
  return async (onSound, signal, onRunning) => {
    const pace = new FramePace(clock, signal);
    for (let n = 0;; n++) {
      const captureMs = await pace.next();
      if (captureMs === undefined) return undefined;
      onRunning();
      onSound({ samples: makeFrame(n), captureMs });
    }
  };
}
