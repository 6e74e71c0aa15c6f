import type { SoundDropReason } from "../../port/sound.ts";

/** What was played, and what was not. Everything only grows. */
export class PlayoutCounters {
  // Decoded, in units of 10 ms:
  /** From frames that arrived in their own packets. */
  decodedUnits = 0;
  /** From frames that came as repetitions only. */
  repeatedUnits = 0;
  /** From the in-band FEC of the next frame. */
  fecUnits = 0;
  /** Made in place of sound that was lost or late. */
  concealedUnits = 0;
  /** Silence of the peer. */
  comfortUnits = 0;
  /** Never played: it was lost, and what came later was played in its place; or it waited too long. */
  skippedUnits = 0;

  // Samples:
  /** Left out, to play sooner. */
  shortenedSamples = 0;
  /** Played twice, to play later. */
  lengthenedSamples = 0;

  // Frames of packets:
  /** Arrived before, which is what repetitions are for. */
  duplicateFrames = 0;
  /** Arrived, and are not played, by the reason. */
  readonly drops: Record<SoundDropReason, number> = {
    sound_malformed: 0,
    sound_truncated: 0,
    sound_too_long: 0,
    sound_late: 0,
    sound_skipped: 0,
    sound_stray: 0,
  };

  /** How often the peer started again. */
  restarts = 0;
}
