import type { OrderedSound } from "./sound_order.ts";

/** A packet of sound of a recording. Each begins where the one before it ends. */
export interface PlacedSound {
  readonly timeMs: number;
  readonly bytes: Uint8Array;
}

/**
 * Digital silence of 10 and of 20 ms: Opus packets of one frame, fullband CELT in mono, that consist of the range coder's flag for
 * silence (RFC 6716, sections 3.1 and 4.3).
 */
const SILENCE_10_MS = Uint8Array.of(0xf0, 0xff, 0xfe), SILENCE_20_MS = Uint8Array.of(0xf8, 0xff, 0xfe);
/** How far sound may be from its time, in milliseconds, before a part of it is left out or silence is put in. */
const MAX_OFF_MS = 20;
/** The same where there is a seam anyway: after a pause, or a missing frame. */
const MAX_OFF_AT_SEAM_MS = 5;
/** A longer pause, as between two calls, stays a gap. In milliseconds. */
const MAX_SILENCE_MS = 600_000;

/**
 * Places the sound of a recording in time, with silence where there is none. Matroska allows gaps, but Chromium plays the packets
 * one after another, whatever their times are: after a gap, all sound would come too early.
 *
 * A sound card that runs fast or slow moves sound away from its time slowly. That is made up for in the pauses, and in long
 * speeches when it amounts to 20 ms.
 */
export class SoundTimeline {
  #endMs: number;
  /** What was last is not sound, so that the next frame can be put where it belongs. */
  #isSeam = true;

  /** `startMs`: when the recording begins. Sound from before is left out. */
  constructor(startMs: number) {
    this.#endMs = startMs;
  }

  /** The frame, and the silence before it. Nothing if its time has been written already. */
  place({ timeMs, durationMs, continues, bytes }: OrderedSound): PlacedSound[] {
    const earlyMs = timeMs - this.#endMs;
    const maxOffMs = continues && !this.#isSeam ? MAX_OFF_MS : MAX_OFF_AT_SEAM_MS;
    this.#isSeam = earlyMs < -maxOffMs;
    if (this.#isSeam) return [];
    const placed = earlyMs > maxOffMs ? this.#silence(earlyMs) : [];
    placed.push({ timeMs: this.#endMs, bytes });
    this.#endMs += durationMs;
    return placed;
  }

  /** The silence that is missing before `untilMs`. */
  fill(untilMs: number): PlacedSound[] {
    // Rounded down: what comes at that time must still have its place.
    const lengthMs = Math.floor((untilMs - this.#endMs) / 20) * 20;
    if (lengthMs > 0) this.#isSeam = true;
    return this.#silence(lengthMs);
  }

  #silence(lengthMs: number): PlacedSound[] {
    if (lengthMs > MAX_SILENCE_MS) {
      this.#endMs += lengthMs;
      return [];
    }
    const placed: PlacedSound[] = [];
    for (let units = Math.round(lengthMs / 10); units > 0;) {
      const isLong = units > 1;
      placed.push({ timeMs: this.#endMs, bytes: isLong ? SILENCE_20_MS : SILENCE_10_MS });
      this.#endMs += isLong ? 20 : 10;
      units -= isLong ? 2 : 1;
    }
    return placed;
  }
}
