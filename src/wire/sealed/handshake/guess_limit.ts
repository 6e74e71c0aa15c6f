import type { Origin } from "../../origin.ts";

/** How long a host that guessed wrong waits for its next guess. */
const PENALTY_MS = 10_000;
const MINUTE_MS = 60_000;
/** Wrong guesses a minute: of one network; and of all, before only networks are heard that made none. */
const MAX_OF_NETWORK = 30, MAX_OF_ALL = 30;
/**
 * Wrong guesses a minute that are heard at all. A code of 27 bits is then found after two years on average, if more than 90
 * networks guess all the time. (With 20 a second it would be months.)
 */
const MAX_GUESSES = 120;

interface Guess extends Origin {
  readonly atMs: number;
}

/** Limits how fast codes can be guessed, so that a guesser shuts out only itself. */
export class GuessLimit {
  #guesses: Guess[] = [];

  add(origin: Origin, nowMs: number): void {
    this.#guesses = [...this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS), { ...origin, atMs: nowMs }];
  }

  /** Whether a handshake in code mode from there has to wait now. */
  mustWait({ host, network }: Origin, nowMs: number): boolean {
    const latest = this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
    if (latest.length >= MAX_GUESSES) return true;
    if (latest.some((guess) => guess.host === host && guess.atMs > nowMs - PENALTY_MS)) return true;
    const ofNetwork = latest.filter((guess) => guess.network === network).length;
    return ofNetwork >= MAX_OF_NETWORK || (latest.length >= MAX_OF_ALL && ofNetwork > 0);
  }
}
