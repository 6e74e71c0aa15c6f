/** Reports are as short as a packet or two. */
const SMOOTHING_MS = 200;
const MOST_MS = 1000;

/** How much arrives, from reports of unequal length. */
export class ReceivedRate {
  #kbps: number | undefined;
  #atMs = 0;
  #most: { readonly kbps: number; readonly atMs: number }[] = [];

  /** What came since the last report. */
  add(kbps: number, nowMs: number): void {
    const before = this.#kbps ?? kbps;
    this.#kbps = before + (kbps - before) * (1 - Math.exp((this.#atMs - nowMs) / SMOOTHING_MS));
    this.#atMs = nowMs;
    this.#most = this.#most.filter((sample) => sample.atMs > nowMs - MOST_MS && sample.kbps > this.#kbps!);
    this.#most.push({ kbps: this.#kbps, atMs: nowMs });
  }

  /** Of about the last 200 ms. */
  get kbps(): number {
    return this.#kbps ?? 0;
  }

  /** The most that it was in the last second. */
  get mostKbps(): number {
    return this.#most[0]?.kbps ?? 0;
  }
}
