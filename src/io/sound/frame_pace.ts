import type { Clock } from "../../port/clock.ts";
import { SOUND_FRAME_MS } from "../../port/sound_device.ts";
import { RetryPause } from "../capture/retry_pause.ts";

/** Frames that are due for longer than this are left out: the machine slept, or is much too slow. */
const MAX_LATE_MS = 200;

/** The pace of a device that has no clock of its own: a frame each 10 ms. What is late is made up for. */
export class FramePace {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #pause: RetryPause;
  #dueMs: number | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#pause = new RetryPause(clock);
    signal.addEventListener("abort", () => this.#pause.end(), { once: true });
  }

  /** Waits until the next frame is due. Resolves to when that is; `undefined` once the signal is aborted. */
  async next(): Promise<number | undefined> {
    const nowMs = this.#clock.nowMs();
    const dueMs = this.#dueMs === undefined ? nowMs : this.#dueMs + SOUND_FRAME_MS;
    this.#dueMs = dueMs < nowMs - MAX_LATE_MS ? nowMs : dueMs;
    if (this.#dueMs > nowMs && !this.#signal.aborted) await this.#pause.wait(this.#dueMs - nowMs);
    return this.#signal.aborted ? undefined : this.#dueMs;
  }
}
