import { SOUND_FRAME_MS } from "../../port/sound_device.ts";

/** The part of a deviation that is followed at each frame: deviations that take turns cancel out within a third of a second. */
const FOLLOWED = 1 / 32;
/** A deviation beyond this, in milliseconds, is a gap: sound was lost, or the device was another one meanwhile. */
const GAP_MS = 20;

/**
 * The times of successive frames of a device. They are measured inexactly, by when frames arrive and by what the system says of
 * its buffers, but are 10 ms of the device's clock apart.
 */
export class FrameTimes {
  #lastMs: number | undefined;

  /** The time of the next frame, in milliseconds, given what was measured for it. */
  next(measuredMs: number): number {
    const expectedMs = this.#lastMs === undefined ? measuredMs : this.#lastMs + SOUND_FRAME_MS;
    const deviationMs = measuredMs - expectedMs;
    this.#lastMs = Math.abs(deviationMs) > GAP_MS ? measuredMs : expectedMs + deviationMs * FOLLOWED;
    return this.#lastMs;
  }
}
