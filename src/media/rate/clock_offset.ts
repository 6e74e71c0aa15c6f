/** The gain of the smoothed RTT: RFC 6298, section 2. */
const SMOOTHING = 1 / 8;
/** A time longer than this, in milliseconds, is not a round trip. Not tuned. */
const MAX_RTT_MS = 60_000;
/** How many of the latest round trips count, of which the fastest is used: 3 s of reports, or less. Tuned by judgement. */
const SAMPLES = 32;

/**
 * Estimates the RTT, and how far the peer's clock is ahead of this end's, from round trips of reports.
 *
 * Source: NTP (RFC 5905): the offset as in section 8, and the round trip with the least delay as the best of the latest ones as
 * in section 10 (the clock filter).
 */
export class ClockOffset {
  readonly #samples: { rttMs: number; offsetMs: number }[] = [];
  #best: { rttMs: number; offsetMs: number } | undefined;
  #smoothedRttMs: number | undefined;

  /** This end sent at `sentMs`. The peer held it for `heldMs`, and sent its answer at `remoteMs` of its own clock. */
  onRoundTrip(sentMs: number, heldMs: number, remoteMs: number, nowMs: number): void {
    const rttMs = nowMs - sentMs - heldMs;
    if (!(rttMs >= 0) || rttMs > MAX_RTT_MS) return;
    this.#smoothedRttMs = this.#smoothedRttMs === undefined
      ? rttMs
      : this.#smoothedRttMs + (rttMs - this.#smoothedRttMs) * SMOOTHING;
    this.#samples.push({ rttMs, offsetMs: remoteMs - (nowMs - rttMs / 2) });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#best = this.#samples.reduce((best, sample) => sample.rttMs < best.rttMs ? sample : best);
  }

  /** The smoothed RTT. `undefined` before the first round trip. */
  get rttMs(): number | undefined {
    return this.#smoothedRttMs;
  }

  /** The least of the latest RTTs. `undefined` before the first round trip. */
  get minRttMs(): number | undefined {
    return this.#best?.rttMs;
  }

  /** Converts a time of the peer's clock to this end's. `undefined` before the first round trip. */
  toLocalMs(remoteMs: number): number | undefined {
    return this.#best && remoteMs - this.#best.offsetMs;
  }
}
