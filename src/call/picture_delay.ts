import { LipSync } from "../media/sound/lip_sync.ts";
import type { Clock } from "../port/clock.ts";
import type { ShownFrame } from "../port/display.ts";
import type { MediaTrack } from "../port/encoded_frame.ts";

/** If this many frames wait, a clock must be wrong: the display gets them at once. */
const MAX_WAITING = 60;

interface WaitingFrame {
  readonly track: MediaTrack;
  readonly frame: ShownFrame;
  readonly dueMs: number;
}

export interface PictureDelayPorts {
  readonly clock: Clock;
  readonly show: (track: MediaTrack, frame: ShownFrame) => void;
}

/**
 * Holds frames back until the sound that was captured with them is heard. While no sound is heard, or
 * sound is no later than the picture, each frame passes at once.
 */
export class PictureDelay {
  readonly #ports: PictureDelayPorts;
  readonly #lipSync = new LipSync();
  #waiting: WaitingFrame[] = [];
  #cancel = () => {};

  constructor(ports: PictureDelayPorts) {
    this.#ports = ports;
  }

  /** Shows a frame, or lets it wait. Returns how long it waits, in milliseconds. `captureMs` as in `ReceivedFrame`. */
  show(track: MediaTrack, frame: ShownFrame, captureMs: number | undefined): number {
    const { clock, show } = this.#ports;
    const nowMs = clock.nowMs();
    const delayMs = captureMs === undefined ? this.#lipSync.pictureDelayMs : this.#lipSync.holdMs(captureMs, nowMs);
    if (delayMs <= 0 && this.#waiting.length === 0) {
      show(track, frame);
      return 0;
    }
    // A delay that becomes shorter must not change the order.
    const dueMs = Math.max(nowMs + delayMs, this.#waiting.at(-1)?.dueMs ?? 0);
    this.#waiting.push({ track, frame, dueMs });
    if (this.#waiting.length > MAX_WAITING) this.#showAll();
    else if (this.#waiting.length === 1) this.#wait();
    return dueMs - nowMs;
  }

  /** A frame captured at `captureMs` is on the display now, after it had waited here for `heldMs`. */
  shown(captureMs: number, heldMs: number): void {
    this.#lipSync.onPicture(captureMs, this.#ports.clock.nowMs(), heldMs);
  }

  /** What is heard now was said `mouthToEarMs` ago. Returns how long sound should be held back, in milliseconds. */
  heard(mouthToEarMs: number): number {
    const nowMs = this.#ports.clock.nowMs();
    this.#lipSync.onSound(nowMs - mouthToEarMs, nowMs);
    this.#lipSync.update(nowMs);
    return this.#lipSync.soundDelayMs;
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#cancel();
    this.#waiting = [];
  }

  #wait(): void {
    const [{ dueMs }] = this.#waiting;
    this.#cancel = this.#ports.clock.callAt(dueMs, () => {
      const nowMs = this.#ports.clock.nowMs();
      while (this.#waiting.length > 0 && this.#waiting[0].dueMs <= nowMs) {
        const { track, frame } = this.#waiting.shift()!;
        this.#ports.show(track, frame);
      }
      if (this.#waiting.length > 0) this.#wait();
    });
  }

  #showAll(): void {
    this.#cancel();
    for (const { track, frame } of this.#waiting.splice(0)) this.#ports.show(track, frame);
  }
}
