import type { CutPicture } from "../picture_output.ts";

/** Half a minute of pictures as they are sent. What is longer is read again. */
const MAX_BYTES = 16_000_000;
/** A still picture is repeated at this interval, so that a peer that lost one, or connected later, soon has it. */
const STILL_PERIOD_MS = 100;
/** Gaps that differ from the usual one by less than this part of it are the machine's, not the film's. */
const JITTER = 0.4;
/** If this share of the gaps is alike, all of them are meant to be. */
const STEADY_SHARE = 0.6;

/** A picture that is this late is not made up for, as after the machine slept: the film would be seen to run. */
const LATE_MS = 250;

/** What a film is shown with. */
export interface Projector<Picture extends CutPicture> {
  nowMs(): number;
  /** Settles after this time, or earlier if the playback is ended. */
  pause(ms: number): Promise<void>;
  readonly isEnded: () => boolean;
  show(picture: Picture): void;
}

/** When the pictures of a film are due, from its first one. */
export interface Timetable {
  readonly offsetsMs: readonly number[];
  /** From the first picture to its repetition. */
  readonly durationMs: number;
}

/**
 * The pictures of a recording as ffmpeg gave them, to be shown over and over: without the 150 ms and the CPU of another ffmpeg
 * at each end, and whether ffmpeg can wind the file back or not. A still picture is a film of one.
 */
export class FilmMemory<Picture extends CutPicture> {
  readonly #maxBytes: number;
  readonly #pictures: Picture[] = [];
  readonly #timesMs: number[] = [];
  #bytes = 0;
  #overflowed = false;

  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  add(picture: Picture, nowMs: number): void {
    if (this.#overflowed) return;
    this.#bytes += picture.bytes.buffer.byteLength;
    if (this.#bytes > this.#maxBytes) {
      this.#overflowed = true;
      this.#pictures.length = this.#timesMs.length = 0;
      return;
    }
    this.#pictures.push(picture);
    this.#timesMs.push(nowMs);
  }

  /** Whether it has more pictures than are kept: none of them is. */
  get isTooLong(): boolean {
    return this.#overflowed;
  }

  /** Whether there is something to show: a film that is too long is not kept. */
  get isKept(): boolean {
    return this.#pictures.length > 0;
  }

  /**
   * Plays the film in a loop, from where ffmpeg reached its end, until it is ended, or is `isOutdated` after a full playback.
   */
  async play(projector: Projector<Picture>, isOutdated: () => boolean): Promise<void> {
    if (!this.isKept) return;
    const { offsetsMs, durationMs } = this.timetable;
    let startMs = this.#timesMs.at(-1)! - offsetsMs.at(-1)! + durationMs;
    // What ffmpeg took to end is not made up for, either.
    startMs = Math.max(startMs, projector.nowMs());
    for (; !isOutdated(); startMs += durationMs) {
      for (const [i, picture] of this.#pictures.entries()) {
        const earlyMs = startMs + offsetsMs[i] - projector.nowMs();
        if (earlyMs < -LATE_MS) startMs -= earlyMs;
        await projector.pause(Math.max(0, earlyMs));
        if (projector.isEnded()) return;
        projector.show(picture);
      }
    }
  }

  /**
   * At the times they arrived; or, if they arrived at a steady rate, at that rate: the first ones arrive late, because ffmpeg has to start,
   * and any may wait for the processor.
   */
  get timetable(): Timetable {
    const times = this.#timesMs;
    const gaps = times.slice(1).map((timeMs, i) => timeMs - times[i]);
    if (gaps.length === 0) return { offsetsMs: times.map(() => 0), durationMs: STILL_PERIOD_MS };
    const usualMs = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
    const alike = gaps.filter((gapMs) => Math.abs(gapMs - usualMs) <= JITTER * usualMs).length;
    if (alike >= STEADY_SHARE * gaps.length) {
      const lengthMs = times.at(-1)! - times[0];
      // The mean is the more exact of the two if nothing delayed the pictures.
      const meanMs = lengthMs / gaps.length;
      const periodMs = Math.abs(meanMs - usualMs) < 0.1 * usualMs ? meanMs : usualMs;
      return { offsetsMs: times.map((_, i) => i * periodMs), durationMs: times.length * periodMs };
    }
    const offsetsMs = times.map((timeMs) => timeMs - times[0]);
    return { offsetsMs, durationMs: offsetsMs.at(-1)! + Math.max(1, usualMs) };
  }
}
