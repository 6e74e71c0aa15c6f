import { LOWEST_FRAMES_PER_SECOND, MIN_TARGET_KBPS } from "../../../media/rate/target_rate.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";

// Tuned with `deno task bench:network`.

/** A JPEG camera's target changes by more than this share, or not at all. */
const STEP = 0.15;
/** The least time between a change and the next rise, in milliseconds. */
const RAISE_GAP_MS = 500;
/**
 * How long a lower target has to be right before it is set, in milliseconds. The encoder needs a second to make smaller frames,
 * and longer to make larger ones again, so one slow train is not reason enough.
 */
const SETTLED_MS = 250;
/** The same for a predictive encoder. It follows within a frame, so a lower target is set at once. */
const PREDICTIVE_STEP = 0.04, PREDICTIVE_RAISE_GAP_MS = 100;
/** Below this rate, in kbit/s, no encoder makes a picture that shows anything. */
const MIN_PREDICTIVE_KBPS = 40;

interface Target {
  kbps: number;
  changedMs: number;
  /** Since when a lower target has been right. */
  belowSinceMs: number;
}

/** Which part of the link's rate each encoder may use. */
export class RateShares {
  readonly #targets = new Map<TrackId, Target>();
  readonly #predictive = new Map<TrackId, { kbps: number; changedMs: number }>();

  /** The new target of a track with a predictive encoder, in kbit/s, if it changes. `shareKbps` as below. */
  updatePredictive(track: TrackId, shareKbps: number, nowMs: number): number | undefined {
    const kbps = Math.max(MIN_PREDICTIVE_KBPS, shareKbps);
    const target = this.#predictive.get(track);
    if (target !== undefined) {
      const lower = kbps < target.kbps * (1 - PREDICTIVE_STEP);
      const higher = kbps > target.kbps * (1 + PREDICTIVE_STEP) && nowMs >= target.changedMs + PREDICTIVE_RAISE_GAP_MS;
      if (!lower && !higher) return undefined;
    }
    this.#predictive.set(track, { kbps, changedMs: nowMs });
    return kbps;
  }

  /**
   * The new target of a JPEG camera, in kbit/s, if it changes. `shareKbps`: its part of the link now. As long as its
   * largest frames fit, a track has no limit (`Infinity`).
   */
  update(track: TrackId, shareKbps: number, largestFrameBytes: number, nowMs: number): number | undefined {
    let target = this.#targets.get(track);
    if (target === undefined) {
      this.#targets.set(track, target = { kbps: Infinity, changedMs: -Infinity, belowSinceMs: Infinity });
    }
    const kbps = Math.max(MIN_TARGET_KBPS, shareKbps);
    const neededKbps = largestFrameBytes * 8 * LOWEST_FRAMES_PER_SECOND / 1000;
    const wanted = kbps < neededKbps || target.kbps < Infinity ? kbps : Infinity;
    if (wanted >= target.kbps * (1 - STEP)) target.belowSinceMs = Infinity;
    else target.belowSinceMs = Math.min(target.belowSinceMs, nowMs);
    const lower = nowMs >= target.belowSinceMs + SETTLED_MS;
    const higher = wanted > target.kbps * (1 + STEP) && nowMs >= target.changedMs + RAISE_GAP_MS;
    if (!lower && !higher) return undefined;
    target.kbps = wanted;
    target.changedMs = nowMs;
    return wanted;
  }
}
