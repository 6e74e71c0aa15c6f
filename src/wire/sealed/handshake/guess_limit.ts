import type { Origin } from "../../origin.ts";

/** Who guessed wrong waits so long with the next guess. */
const PENALTY_MS = 10_000;
const MINUTE_MS = 60_000;
/** Wrong guesses in a minute: of one network, and of all before only those are heard that made none. */
const MAX_OF_NETWORK = 30, MAX_OF_ALL = 30;
/**
 * Wrong guesses in a minute that are heard at all: a code of 27 bits would be found in two years on average, if more than 90
 * networks guessed all the time. (With 20 a second it would be in months.)
 */
const MAX_GUESSES = 120;

interface Guess extends Origin {
  readonly atMs: number;
}

/** Holds down how fast codes can be guessed, and whoever guesses keeps out only themselves. */
export class GuessLimit {
  #guesses: Guess[] = [];

  add(origin: Origin, nowMs: number): void {
    this.#guesses = [...this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS), { ...origin, atMs: nowMs }];
  }

  /** Whether nothing is to be heard of a code from there now. */
  mustWait({ host, network }: Origin, nowMs: number): boolean {
    const latest = this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
    if (latest.length >= MAX_GUESSES) return true;
    if (latest.some((guess) => guess.host === host && guess.atMs > nowMs - PENALTY_MS)) return true;
    const ofNetwork = latest.filter((guess) => guess.network === network).length;
    return ofNetwork >= MAX_OF_NETWORK || (latest.length >= MAX_OF_ALL && ofNetwork > 0);
  }
}
