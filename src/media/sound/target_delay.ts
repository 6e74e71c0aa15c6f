import { ArrivalHistogram } from "./arrival_histogram.ts";

// Tuned with the lossy links of the tests.

/** How long an arrival counts, in milliseconds; how many are kept at most; and how many of them survive a long silence. */
const WINDOW_MS = 10_000, MAX_ARRIVALS = 1000, KEPT_ARRIVALS = 50;
/**
 * A queue that has drained is forgotten sooner. The target is at most `MAX_ABOVE_RECENT_MS` above the delays of the last
 * `RECENT_MS`: of at most `MAX_RECENT` frames, and at least the latest `KEPT_RECENT`, however old.
 */
const RECENT_MS = 1500, MAX_RECENT = 150, KEPT_RECENT = 20, MAX_ABOVE_RECENT_MS = 50;
/**
 * The same for frames that came as repetitions only. Losses are rarer, so they count for longer. What jitter added to them then may be
 * long over: they are not waited for longer than the jitter of now and how far back repetitions reach ask for.
 */
const REPAIR_WINDOW_MS = 30_000, MAX_REPAIRS = 800;
/**
 * The share of frames that are waited for. NetEQ's 95 to 97 % of 20 ms steps is about the same as this share of 1 ms steps,
 * as its steps are rounded up.
 */
const ARRIVAL_SHARE = 0.99;
/**
 * The share of the repeated frames that are waited for. They count only if the window has at least this many of them, and if they
 * are at least this share of its frames.
 */
const REPAIR_SHARE = 0.99, MIN_REPAIRS = 4, MIN_REPAIR_SHARE = 0.004;
/** Added, in milliseconds: how much earlier a frame should be there. */
const MARGIN_MS = 2;
/** The most that is waited, in milliseconds beyond the quickest frames. */
const MAX_WAIT_MS = 400;
/** The share of frames that are the quickest ones. */
const QUICKEST_SHARE = 0.05;
/** If nothing arrived for this many milliseconds, there was an outage. */
const OUTAGE_MS = 200;
/**
 * What arrives within the first time after an outage, and later than the target by more than the second, had been queued. It says
 * nothing about later frames.
 */
const BACKLOG_MS = 500, BACKLOG_DELAY_MS = 20;

/**
 * When a call begins, both ends are busy, and the first frames wait for them. For so long, in milliseconds, a frame that is quicker by
 * the second than all before it shows that those were late for this reason.
 */
const START_MS = 3000, QUICKER_MS = 15;

/**
 * How long after its capture a frame should be played: long enough that nearly all frames are there by then, and no longer.
 * The idea is that of NetEQ (libwebrtc): a quantile of the relative arrival times, which forgets.
 */
export class TargetDelay {
  readonly #arrivals = new ArrivalHistogram(WINDOW_MS, MAX_ARRIVALS, KEPT_ARRIVALS);
  readonly #recent = new ArrivalHistogram(RECENT_MS, MAX_RECENT, KEPT_RECENT);
  readonly #repairs = new ArrivalHistogram(REPAIR_WINDOW_MS, MAX_REPAIRS, 0);
  /** How long before the newest frame of its packet each of them begins. */
  readonly #repairBacks = new ArrivalHistogram(REPAIR_WINDOW_MS, MAX_REPAIRS, 0);
  #lastArrivalMs: number | undefined;
  #startMs = 0;
  #startQuickestMs = Infinity;
  #backlogUntilMs = -Infinity;
  #targetMs = 0;

  /**
   * A frame is here for the first time. `transitMs`: from its capture to its arrival, by two clocks that need not agree.
   * `backMs`: above 0 it came as a repetition only, in a packet whose newest frame begins so much later. `afterSilence`: nothing was
   * sent before it.
   */
  onFrame(transitMs: number, backMs: number, afterSilence: boolean, nowMs: number): void {
    const isRepair = backMs > 0;
    const gapMs = this.#lastArrivalMs === undefined ? 0 : nowMs - this.#lastArrivalMs;
    if (this.#lastArrivalMs === undefined) this.#startMs = nowMs;
    this.#lastArrivalMs = nowMs;
    this.#forgetStart(transitMs, nowMs);
    if (gapMs > OUTAGE_MS && !afterSilence) this.#backlogUntilMs = nowMs + BACKLOG_MS;
    if (nowMs < this.#backlogUntilMs && transitMs > this.#targetMs + BACKLOG_DELAY_MS) return;

    if (isRepair) {
      // The histogram rounds up.
      if (this.#repairs.add(transitMs, nowMs)) this.#repairBacks.add(backMs - 1, nowMs);
    } else if (!this.#arrivals.add(transitMs, nowMs)) {
      for (const histogram of [this.#arrivals, this.#repairs, this.#repairBacks]) histogram.clear();
      this.#arrivals.add(transitMs, nowMs);
    }
    if (!isRepair && !this.#recent.add(transitMs, nowMs)) {
      this.#recent.clear();
      this.#recent.add(transitMs, nowMs);
    }
    this.#repairs.forget(nowMs);
    this.#repairBacks.forget(nowMs);
    this.#targetMs = this.#compute();
  }

  clear(): void {
    this.#forgetAll();
    this.#lastArrivalMs = undefined;
    this.#startQuickestMs = Infinity;
    this.#backlogUntilMs = -Infinity;
    this.#targetMs = 0;
  }

  /** From the capture of a sample to when it should be played, in milliseconds by the clocks of `transitMs`. */
  get targetMs(): number {
    return this.#targetMs;
  }

  #forgetStart(transitMs: number, nowMs: number): void {
    if (nowMs >= this.#startMs + START_MS || transitMs >= this.#startQuickestMs - QUICKER_MS) return;
    this.#forgetAll();
    this.#startQuickestMs = transitMs;
  }

  #forgetAll(): void {
    for (const histogram of [this.#arrivals, this.#recent, this.#repairs, this.#repairBacks]) histogram.clear();
  }

  #compute(): number {
    const { count } = this.#repairs;
    const isLossy = count >= MIN_REPAIRS && count >= this.#arrivals.count * MIN_REPAIR_SHARE;
    const arrivalMs = Math.min(
      this.#arrivals.quantileMs(ARRIVAL_SHARE),
      this.#recent.quantileMs(1) + MAX_ABOVE_RECENT_MS,
    );
    const repairMs = isLossy
      ? Math.min(this.#repairs.quantileMs(REPAIR_SHARE), arrivalMs + this.#repairBacks.quantileMs(REPAIR_SHARE))
      : -Infinity;
    const neededMs = Math.max(arrivalMs, repairMs);
    const quickestMs = this.#arrivals.quantileMs(QUICKEST_SHARE);
    if (quickestMs === -Infinity) return neededMs + MARGIN_MS;
    return Math.min(neededMs, quickestMs + MAX_WAIT_MS) + MARGIN_MS;
  }
}
