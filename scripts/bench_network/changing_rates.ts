import { SeededRandom } from "../../tests/fake/random.ts";

const SECONDS = 120;
const SHORTEST_SECONDS = 1, LONGEST_SECONDS = 4;

export interface ChangingRatesOptions {
  readonly seed: number;
  /** Those of a netlab schedule that do not change. */
  readonly settings: string;
  readonly fromKbps: number;
  readonly toKbps: number;
}

/**
 * The schedule of a link as that of a phone in motion: every 1 to 4 s another rate, and each factor is as likely. The same for
 * the same seed. Lasts two minutes.
 */
export function changingRates(
  { seed, settings, fromKbps, toKbps }: ChangingRatesOptions,
): (readonly [number, string])[] {
  const random = new SeededRandom(seed);
  const schedule: (readonly [number, string])[] = [];
  for (let second = 0; second < SECONDS;) {
    const kbps = Math.round(fromKbps * (toKbps / fromKbps) ** random.next());
    schedule.push([Number(second.toFixed(2)), `rate=${kbps}${second === 0 ? ` ${settings}` : ""}`]);
    second += SHORTEST_SECONDS + (LONGEST_SECONDS - SHORTEST_SECONDS) * random.next();
  }
  return schedule;
}
