// The figures that people notice: sound early by 45 ms or late by 125 (ITU-R BT.1359). The goal is 40 ms.

/** The most that sound is held back for a picture, in milliseconds. A longer wait would disturb the conversation. */
export const MAX_SOUND_DELAY_MS = 80;
/** The most that a picture is held back for the sound, in milliseconds. */
const MAX_PICTURE_DELAY_MS = 400;
/** Sound is held back only for pictures that are later than this, in milliseconds: nobody notices less. */
const LATE_PICTURE_MS = 15;

// Tuned by judgement.

/** Delays change when they are wrong by more than the first, and until they are wrong by less than the second, in milliseconds. */
const START_MS = 12, STOP_MS = 1;
/** How fast delays change, in milliseconds a second: nobody notices that a film runs 6 % slower. */
const CHANGE_MS_PER_S = 60;
/**
 * The delay of pictures is the median of those of this time, in milliseconds, and that of sound likewise. Losses delay half a second of
 * pictures and more: that must not move anything. Sound has a steady delay, and changes it on purpose.
 */
const PICTURE_WINDOW_MS = 3000, SOUND_WINDOW_MS = 1500;
/** Of so many at most: 60 pictures a second. */
const MAX_SAMPLES = 180;
/** What was seen or heard longer ago than this, in milliseconds, does not count: it has stopped. */
const STALE_MS = 3000;
/** A longer delay than this, in milliseconds, means that a clock is wrong. */
const MAX_DELAY_MS = 10_000;

/**
 * Finds how long to hold back pictures, or sound, so that those captured together are seen and heard together. Captures are
 * by the peer's clock and the rest by ours, which need not agree: both sides are wrong by the same.
 */
export class LipSync {
  readonly #picture = new LatestDelays(PICTURE_WINDOW_MS);
  /** Of the same pictures, until they have arrived. */
  readonly #arrival = new LatestDelays(PICTURE_WINDOW_MS);
  readonly #sound = new LatestDelays(SOUND_WINDOW_MS);
  #pictureDelayMs = 0;
  #soundDelayMs = 0;
  #isMoving = false;
  #lastMs: number | undefined;

  /** A picture was shown at `shownMs`, after it had been held back for `heldMs` on request. */
  onPicture(captureMs: number, shownMs: number, heldMs: number): void {
    this.#picture.add(shownMs - heldMs - captureMs, shownMs);
  }

  /** Sound was heard at `heardMs`. */
  onSound(captureMs: number, heardMs: number): void {
    this.#sound.add(heardMs - this.#soundDelayMs - captureMs, heardMs);
  }

  /** How long a picture must be held back if it took as long as most. */
  get pictureDelayMs(): number {
    return this.#pictureDelayMs;
  }

  /**
   * How long to hold back a picture that has just arrived. One that took longer than most, as a repaired one does, waits so much less, and
   * a quicker one longer: so that each is shown as long after its capture as its sound is heard. While nothing is held back, this is 0.
   */
  holdMs(captureMs: number, nowMs: number): number {
    this.#arrival.add(nowMs - captureMs, nowMs);
    const usualMs = this.#arrival.medianMs(nowMs);
    if (this.#pictureDelayMs <= 0 || usualMs === undefined) return 0;
    const holdMs = this.#pictureDelayMs - (nowMs - captureMs - usualMs);
    return Math.min(MAX_PICTURE_DELAY_MS, Math.max(0, holdMs));
  }

  /** How long sound must be held back: `Playout.setExtraDelayMs`. */
  get soundDelayMs(): number {
    return this.#soundDelayMs;
  }

  /** Call it some times a second. */
  update(nowMs: number): void {
    const passedMs = Math.min(1000, Math.max(0, nowMs - (this.#lastMs ?? nowMs)));
    this.#lastMs = nowMs;
    const pictureMs = this.#picture.medianMs(nowMs), soundMs = this.#sound.medianMs(nowMs);
    const aheadMs = pictureMs === undefined || soundMs === undefined ? 0 : soundMs - pictureMs;
    const pictureGoalMs = Math.min(MAX_PICTURE_DELAY_MS, Math.max(0, aheadMs));
    const soundGoalMs = Math.min(MAX_SOUND_DELAY_MS, Math.max(0, -aheadMs - LATE_PICTURE_MS));
    const wrongMs = Math.max(
      Math.abs(pictureGoalMs - this.#pictureDelayMs),
      Math.abs(soundGoalMs - this.#soundDelayMs),
    );
    this.#isMoving = wrongMs > (this.#isMoving ? STOP_MS : START_MS);
    if (!this.#isMoving) return;
    const stepMs = CHANGE_MS_PER_S * passedMs / 1000;
    this.#pictureDelayMs = towards(this.#pictureDelayMs, pictureGoalMs, stepMs);
    this.#soundDelayMs = towards(this.#soundDelayMs, soundGoalMs, stepMs);
  }
}

/** The latest delays of pictures or of sound. */
class LatestDelays {
  readonly #latest: { readonly delayMs: number; readonly atMs: number }[] = [];

  constructor(readonly windowMs: number) {}

  add(delayMs: number, nowMs: number): void {
    if (!Number.isFinite(delayMs)) return;
    const latest = this.#latest, medianMs = this.medianMs(nowMs);
    // The peer's clock was set.
    if (medianMs === undefined || Math.abs(delayMs - medianMs) > MAX_DELAY_MS) latest.length = 0;
    latest.push({ delayMs, atMs: nowMs });
    while (latest.length > MAX_SAMPLES || latest[0].atMs < nowMs - this.windowMs) latest.shift();
  }

  medianMs(nowMs: number): number | undefined {
    const latest = this.#latest;
    if (latest.length === 0 || nowMs - latest[latest.length - 1].atMs > STALE_MS) return undefined;
    return latest.map(({ delayMs }) => delayMs).sort((a, b) => a - b)[latest.length >> 1];
  }
}

function towards(value: number, goal: number, step: number): number {
  return value < goal ? Math.min(goal, value + step) : Math.max(goal, value - step);
}
