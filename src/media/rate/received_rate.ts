// Tuned with `deno task bench:network`.

/** Time constant of the smoothing, in milliseconds. A report may cover only one or two packets. */
const SMOOTHING_MS = 200;
/** How long the maximum is remembered, in milliseconds. */
const MOST_MS = 1000;

/**
 * Estimates how much arrives, in kbit/s, from the rates in reports of unequal length: a mean that weights each
 * report by its time, and the maximum of that mean over the last second.
 *
 * Source: the received rate of GCC (draft-ietf-rmcat-gcc-02, section 5.5), which is measured over 0.5 to 1 s.
 */
export class ReceivedRate {
  #kbps: number | undefined;
  #atMs = 0;
  #most: { readonly kbps: number; readonly atMs: number }[] = [];

  /** `kbps`: what arrived since the last report. */
  add(kbps: number, nowMs: number): void {
    const before = this.#kbps ?? kbps;
    this.#kbps = before + (kbps - before) * (1 - Math.exp((this.#atMs - nowMs) / SMOOTHING_MS));
    this.#atMs = nowMs;
    this.#most = this.#most.filter((sample) => sample.atMs > nowMs - MOST_MS && sample.kbps > this.#kbps!);
    this.#most.push({ kbps: this.#kbps, atMs: nowMs });
  }

  /** Of about the last 200 ms. 0 before the first report. */
  get kbps(): number {
    return this.#kbps ?? 0;
  }

  /** The maximum of `kbps` in the last second. */
  get mostKbps(): number {
    return this.#most[0]?.kbps ?? 0;
  }
}
