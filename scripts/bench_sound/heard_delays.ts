import type { Span } from "../bench/direction_figures.ts";
import { RecordedSound } from "./recorded_sound.ts";

/** What is compared at once, and how far apart the beginnings of two comparisons are, in milliseconds. */
const COMPARED_MS = 400, STEP_MS = 200;
/** Speech is looked for between these times after it was spoken, in milliseconds. Times are not exact, so the first is below 0. */
const EARLIEST_MS = -20, LATEST_MS = 1500;
/** Cleaned and encoded speech is as like to what was spoken as this. What was stretched meanwhile is less so, and left out. */
const ALIKE = 0.6;
/** Quieter than this, as mean power, is a pause: -50 dBFS. */
const MIN_POWER = 1e-5;

/** A word: when it was heard, and how long after it was spoken. */
export interface HeardDelay {
  readonly heardMs: number;
  readonly delayMs: number;
}

/** Looks for what was spoken within `span` in what was heard. */
export function heardDelays(spoken: RecordedSound, heard: RecordedSound, { fromMs, toMs }: Span): HeardDelay[] {
  const { samplesPerMs } = RecordedSound, length = COMPARED_MS * samplesPerMs;
  const from = spoken.samples, to = heard.samples;
  const found: HeardDelay[] = [];
  if (from.length === 0 || to.length === 0) return found;
  for (let at = 0; at + length <= from.length; at += STEP_MS * samplesPerMs) {
    const spokenMs = spoken.timeMs(at);
    if (spokenMs < fromMs || spokenMs + COMPARED_MS > toMs) continue;
    const power = powerOf(from, at, length);
    if (power < MIN_POWER * length) continue;
    const first = Math.round((spokenMs - heard.timeMs(0) + EARLIEST_MS) * samplesPerMs);
    const last = first + (LATEST_MS - EARLIEST_MS) * samplesPerMs;
    const { best, bestAt } = bestPlace(from, at, to, Math.max(0, first), Math.min(last, to.length - length), length);
    if (best < ALIKE * Math.sqrt(power)) continue;
    const heardMs = heard.timeMs(bestAt);
    found.push({ heardMs, delayMs: heardMs - spokenMs });
  }
  return found;
}

/** `best`: the product with what is there, over the root of its power. */
function bestPlace(
  from: Float32Array,
  at: number,
  to: Float32Array,
  first: number,
  last: number,
  length: number,
): { best: number; bestAt: number } {
  let best = 0, bestAt = first;
  let power = powerOf(to, first, length);
  for (let place = first; place <= last; place++) {
    let product = 0;
    for (let n = 0; n < length; n++) product += from[at + n] * to[place + n];
    const likeness = power > MIN_POWER * length / 100 ? product / Math.sqrt(power) : 0;
    if (likeness > best) [best, bestAt] = [likeness, place];
    power += (to[place + length] ?? 0) ** 2 - to[place] ** 2;
  }
  return { best, bestAt };
}

function powerOf(samples: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let n = from; n < from + length; n++) sum += (samples[n] ?? 0) ** 2;
  return sum;
}
