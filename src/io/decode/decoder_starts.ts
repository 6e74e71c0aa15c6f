import type { Clock } from "../../port/clock.ts";

/**
 * The least time between two starts of ffmpeg, in milliseconds. A start takes about 100 ms of CPU, and a peer may change its
 * codec or the size of its pictures with each keyframe.
 */
const INTERVAL_MS = 250;

/** When the decoders of one display may start: one after another, whichever needs it. */
export class DecoderStarts {
  #dueMs = -Infinity;

  constructor(private readonly clock: Pick<Clock, "nowMs" | "callAt">) {}

  /** Calls `start` when its time has come: at once, or later. The returned function cancels the call. */
  whenDue(start: () => void): () => void {
    const nowMs = this.clock.nowMs();
    if (nowMs >= this.#dueMs) {
      this.#dueMs = nowMs + INTERVAL_MS;
      start();
      return () => {};
    }
    let cancel = this.clock.callAt(this.#dueMs, () => cancel = this.whenDue(start));
    return () => cancel();
  }
}
