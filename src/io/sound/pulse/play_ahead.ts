import { SOUND_FRAME_MS } from "../../../port/sound_device.ts";

/** A quarter of it is in the device. With less, PulseAudio asks for pieces that are much shorter than a frame. */
const FIRST_MS = 20;
const LONGEST_MS = 80;
/** A second gap within this time means that too little is written ahead here. */
const TOO_OFTEN_MS = 10_000;
/** After this time without a gap, less ahead is tried again. The time doubles whenever that was too little. */
const FIRST_CALM_MS = 30_000;
const LONGEST_CALM_MS = 30 * 60_000;
/** When a call begins, all is busy. What ran out within the first time means little: less is tried again after the second. */
const START_MS = 4_000, START_CALM_MS = 5_000;

/**
 * How much sound is written ahead of what is heard. It is little, but more each time that a busy machine let it run out twice in a
 * short time, and less again when that has passed.
 */
export class PlayAhead {
  #aheadMs = FIRST_MS;
  #lastGapMs = -Infinity;
  #calmMs = START_CALM_MS;
  #startMs: number | undefined;
  #calmSinceMs: number | undefined;
  #hasTriedLess = false;

  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** `hasRunOut`: whether the sound has run out since the last call. Returns whether `aheadMs` is another one from now on. */
  update(nowMs: number, hasRunOut: boolean): boolean {
    this.#startMs ??= nowMs;
    this.#calmSinceMs ??= nowMs;
    if (hasRunOut) return this.#ranOut(nowMs);
    if (this.#aheadMs <= FIRST_MS || nowMs - this.#calmSinceMs < this.#calmMs) return false;
    this.#aheadMs -= SOUND_FRAME_MS;
    this.#calmSinceMs = nowMs;
    this.#hasTriedLess = true;
    return true;
  }

  #ranOut(nowMs: number): boolean {
    const isOften = nowMs - this.#lastGapMs < TOO_OFTEN_MS;
    this.#lastGapMs = this.#calmSinceMs = nowMs;
    if (!isOften || this.#aheadMs >= LONGEST_MS) return false;
    this.#aheadMs += SOUND_FRAME_MS;
    this.#lastGapMs = -Infinity;
    if (this.#hasTriedLess) this.#calmMs = Math.min(LONGEST_CALM_MS, 2 * this.#calmMs);
    if (nowMs >= this.#startMs! + START_MS) this.#calmMs = Math.max(FIRST_CALM_MS, this.#calmMs);
    this.#hasTriedLess = false;
    return true;
  }
}
