const SAMPLES = 32;
const SMOOTHING = 1 / 8;

/** RTT, and how far the peer's clock is ahead of ours, from timed round trips (RFC 5905, section 8). */
export class ClockOffset {
  readonly #samples: { rttMs: number; offsetMs: number }[] = [];
  #smoothedRttMs: number | undefined;

  /** We sent at `sentMs`, the peer held it for `heldMs` and sent its answer at `remoteMs` by its clock. */
  onRoundTrip(sentMs: number, heldMs: number, remoteMs: number, nowMs: number): void {
    const rttMs = nowMs - sentMs - heldMs;
    if (!(rttMs >= 0) || rttMs > 60_000) return;
    this.#smoothedRttMs = this.#smoothedRttMs === undefined
      ? rttMs
      : this.#smoothedRttMs + (rttMs - this.#smoothedRttMs) * SMOOTHING;
    this.#samples.push({ rttMs, offsetMs: remoteMs - (nowMs - rttMs / 2) });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** Nothing before the first round trip. */
  get rttMs(): number | undefined {
    return this.#smoothedRttMs;
  }

  /** Of the quickest of the latest round trips: the one that waited least. */
  get minRttMs(): number | undefined {
    return this.#best()?.rttMs;
  }

  /** A time of the peer's clock in ours; nothing before the first round trip. */
  toLocalMs(remoteMs: number): number | undefined {
    const best = this.#best();
    return best && remoteMs - best.offsetMs;
  }

  #best(): { rttMs: number; offsetMs: number } | undefined {
    let best: { rttMs: number; offsetMs: number } | undefined;
    for (const sample of this.#samples) if (best === undefined || sample.rttMs < best.rttMs) best = sample;
    return best;
  }
}
