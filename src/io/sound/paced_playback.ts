import type { Clock } from "../../port/clock.ts";
import type { PlayRun } from "./device_speaker.ts";
import { FramePace } from "./frame_pace.ts";

/** A loudspeaker that nobody hears: what would be heard goes to `onFrame`, at the time when it would be. */
export function pacedPlayback(onFrame: (samples: Float32Array) => void | Promise<void>, clock: Clock): PlayRun {
  return async (pull, signal, onRunning) => {
    const pace = new FramePace(clock, signal);
    for (;;) {
      const playMs = await pace.next();
      if (playMs === undefined) return undefined;
      onRunning();
      await onFrame(pull(playMs));
    }
  };
}
