import { SOUND_FRAME_MS } from "../../port/sound_device.ts";

/** How many pulls the earliest one is looked for in: 1 to 2 s. */
const WINDOW_PULLS = 100;
/** A longer step between two pulls, in milliseconds, means that the machine slept or that the clock was set. */
const MAX_STEP_MS = 2000;

/** A pull that is later than this, in milliseconds, is not made up for: the device has left out what was before it. */
const MAX_LATE_MS = 100;

/** How late each pull of a loudspeaker is, compared with the earliest ones. A device pulls in bursts, or is kept waiting. */
export class PullClock {
  #count = 0;
  #lastMs: number | undefined;
  #earliestMs = Infinity;
  #earlierEarliestMs = Infinity;

  /** Returns how late this pull is in milliseconds; `undefined` if the time has jumped. */
  onPull(nowMs: number): number | undefined {
    const stepMs = this.#lastMs === undefined ? 0 : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const hasJumped = !(stepMs >= -MAX_STEP_MS && stepMs <= MAX_STEP_MS);
    if (hasJumped) {
      this.#count = 0;
      this.#earliestMs = this.#earlierEarliestMs = Infinity;
    }
    const phaseMs = nowMs - this.#count * SOUND_FRAME_MS;
    if (this.#count++ % WINDOW_PULLS === 0) {
      this.#earlierEarliestMs = this.#earliestMs;
      this.#earliestMs = phaseMs;
    }
    this.#earliestMs = Math.min(this.#earliestMs, phaseMs);
    const lateMs = phaseMs - Math.min(this.#earliestMs, this.#earlierEarliestMs);
    if (lateMs > MAX_LATE_MS) {
      this.#earliestMs = phaseMs;
      this.#earlierEarliestMs = Infinity;
      return 0;
    }
    return hasJumped ? undefined : lateMs;
  }
}
